import { Access0000000000001 } from './0001-access'
import { Spine0000000000002 } from './0002-spine'
import { Vetting0000000000003 } from './0003-vetting'
import { Registration0000000000004 } from './0004-registration'
import { Relocation0000000000005 } from './0005-relocation'
import { Ledger0000000000006 } from './0006-ledger'
import { Payments0000000000007 } from './0007-payments'
import { Allowance0000000000008 } from './0008-allowance'
import { Reward0000000000009 } from './0009-reward'
import { Audit0000000000010 } from './0010-audit'
import { World0000000000011 } from './0011-world'
import { Clock0000000000012 } from './0012-clock'
import { Generator0000000000013 } from './0013-generator'
import { Reports0000000000014 } from './0014-reports'
import { Policy0000000000015 } from './0015-policy'
import { Accounts0000000000016 } from './0016-accounts'
import { Keys0000000000017 } from './0017-keys'
import { CasePage0000000000018 } from './0018-case-page'
import { Screens0000000000019 } from './0019-screens'
import { SharedViews0000000000020 } from './0020-shared-views'

/** Every change of the schema, in order. A new one is a new file and a new line here; an old one is never edited once released. */
export const migrations = [
  Access0000000000001,
  Spine0000000000002,
  Vetting0000000000003,
  Registration0000000000004,
  Relocation0000000000005,
  Ledger0000000000006,
  Payments0000000000007,
  Allowance0000000000008,
  Reward0000000000009,
  Audit0000000000010,
  World0000000000011,
  Clock0000000000012,
  Generator0000000000013,
  Reports0000000000014,
  Policy0000000000015,
  Accounts0000000000016,
  Keys0000000000017,
  CasePage0000000000018,
  Screens0000000000019,
  SharedViews0000000000020,
]
