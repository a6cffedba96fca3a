import { randomUUID } from 'node:crypto'
import { toBurmeseDigits, type Draws } from './samples'

const currencies = ['MMK', 'THB', 'USD', 'INR', 'kyat', 'baht', 'Ks']
const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const pad = (n: number, width = 2): string => String(n).padStart(width, '0')
const thousands = (n: number): string => String(n).replace(/\B(?=(?:[0-9]{3})+$)/g, ',')

const english = [
  'The family of six arrived at the site in the rains and asks for two rooms on the ground floor.',
  'Served 12 years in a training battalion; left after the coup of 1 February 2021.',
  'First check done, second waits for a statement from the host organisation.',
  'Rooms 12, 14 and 16 are free from 2024-05-01 until 2024-06-30.',
  'Meet at 9 am @ the office. Then 3 bags of rice @ 500 each.',
  'Paid in 2 parts: 60/40, then 50/50; see run 2024-07 and 2024-08.',
  'Temperature 38.5 °C, weight 52.5 kg, height 1.62 m, blood pressure 120/80.',
  '5 adults, 3 children (ages 2, 4 and 11), 1 expecting; needs 2 rooms + 1 cot.',
  'The rate is 2,725.5000 for 1 USD and 77.1200 for 1 THB this month.',
  'Moved from Kayah State to Tak Province; 11 people share one house.',
  'Section 4.2.1 of the policy, version 1.10.3, page 12 of 140.',
  'Between 08:30 and 16:45 on 01/02/2024, 02/02/2024 and 03/02/2024.',
  'He brought 2 rifles (5.56 mm) and 120 rounds; receipt R-2024-0031.',
  'About 90% cleared, 7.5% declined, 2.5% open; 1 in 40 appeals.',
]
const burmese = [
  'မိသားစု ၆ ဦး ရောက်ရှိပြီး အခန်း ၂ ခန်း လိုအပ်သည်။',
  'သူသည် ၁၂ နှစ် အမှုထမ်းခဲ့ပြီး ၂၀၂၁ ခုနှစ် ဖေဖော်ဝါရီလ ၁ ရက်နေ့နောက်ပိုင်း ထွက်ခွာခဲ့သည်။',
  'ဝန်ထမ်း ၅ဝန်ထမ်း နှင့် ကလေး ၃ ယောက် ရှိသည်။',
  'လစဉ် ထောက်ပံ့ကြေး ၁၀၀၀ ဘတ် ကို ၂၀၂၄-၀၅-၀၁ တွင် ပေးခဲ့သည်။',
  'ကျပ် ၅,၀၀၀,၀၀၀ ကို ၂ ကြိမ်ခွဲ၍ ပေးမည်။',
  'စစ်ဆေးမှု ၁၄/၂၀ ပြီးစီးပြီး ၆ ခု ကျန်သည်။',
  'အသက် ၂၀ မှ ၃၅ နှစ်အကြား ၁၅၀ ဦး ရှိသည်။',
  'ဝန်ကြီးဌာန၏ စာအမှတ် ၁၂/၂၀၂၄ အရ ဆောင်ရွက်သည်။',
  'အိမ်ထောင်စု ၃/၄ သည် ၁၀ ရက်အတွင်း ပြောင်းရွှေ့မည်။',
]

/** Texts of the programme's everyday work, full of numbers, and none of them a person's identifier. */
export function harmless(draw: Draws): string {
  const year = draw.between(2021, 2026)
  const month = draw.between(1, 12)
  const day = draw.between(1, 28)
  const iso = `${year}-${pad(month)}-${pad(day)}`
  const group = (size: number): string => Array.from({ length: size }, () => codeAlphabet.charAt(draw.below(31))).join('')
  const amount = draw.between(1, 9999) * 10 ** draw.between(2, 6)
  const currency = draw.pick(currencies)
  return draw.pick([
    () => draw.pick(english),
    () => draw.pick(burmese),
    () => `${draw.pick(['CASE', 'C', 'PSG', 'P'])}-${year}-${pad(draw.below(1_000_000), 6)}`,
    () => `Case ${draw.pick(['P', 'C'])}-${pad(draw.below(1_000_000), 6)} and case ${year}/${pad(draw.below(10_000), 5)}`,
    () => iso,
    () => `${iso}T${pad(draw.below(24))}:${pad(draw.below(60))}:${pad(draw.below(60))}.${draw.digits(3)}Z`,
    () => `${iso} ${pad(draw.below(24))}:${pad(draw.below(60))}`,
    () => `${pad(day)}/${pad(month)}/${year} to ${pad(day)}.${pad(month)}.${year + 1}`,
    () => `from ${day}-${month}-${year} until ${iso}`,
    () => `${iso} - ${year + 1}-${pad(month)}-${pad(day)}`,
    () => `months ${pad(month)}/${year} and ${year}-${pad(month)}`,
    () => toBurmeseDigits(iso),
    () => toBurmeseDigits(`${day}/${month}/${year}`),
    () => `${amount} ${currency}`,
    () => `${thousands(amount)} ${currency}`,
    () => `${currency} ${thousands(amount)}.${draw.digits(2)}`,
    () => `${toBurmeseDigits(thousands(amount))} ကျပ်`,
    () => `rate ${draw.between(1, 3000)}.${draw.digits(4)} ${currency}, was ${draw.between(1, 3000)}.${draw.digits(4)}`,
    () => `${draw.pick(['CDM', 'PRE'])}-${group(6)}-${group(6)}-${group(6)}`,
    () => `code ${draw.pick(['cdm', 'pre'])} ${group(6)} ${group(6)} ${group(6)}`.toLowerCase(),
    () => randomUUID(),
    () => `transition ${randomUUID()} after ${randomUUID().replaceAll('-', '')}`,
    () => `${draw.between(1, 400)} people, ${draw.between(1, 90)} households, ${draw.between(1, 999)} nights`,
    () => `${draw.pick(['BL', 'B', 'BUD', 'FUND', 'RUN'])}-${year}-${pad(draw.below(10_000), 4)}`,
    () => `Budget line ${draw.between(1000, 9999)}-${draw.between(100, 999)}-${draw.digits(2)} holds ${thousands(amount)}`,
    () => `${draw.pick(['RCP', 'INV', 'R'])}/${year}/${pad(draw.below(100_000), 5)}`,
    () => `Rooms ${draw.between(1, 40)}, ${draw.between(41, 80)}, ${draw.between(81, 120)} of ${draw.between(120, 200)}`,
    () => `${draw.between(1, 14)}/${draw.between(15, 40)} checks, ${draw.between(1, 99)}.${draw.digits(1)} %`,
    () => `${draw.digits(4)} ${draw.digits(4)} places over ${year}, ${year + 1}`,
    () => `99/ZaZaZa(N)${draw.digits(6)}`,
    () => `${toBurmeseDigits('99')}/ဇဇဇ(နိုင်)${toBurmeseDigits(draw.digits(6))}`,
    () => `+95 0000 ${draw.digits(6)}`,
    () => toBurmeseDigits(`+95 0000 ${draw.digits(6)}`),
    () => `someone.${draw.digits(3)}@example.${draw.pick(['org', 'com', 'net'])}`,
    () => `a@mail.example, b@host.test, c@x.invalid and d@app.localhost`,
    () => `${draw.pick(english)} ${iso}, ${thousands(amount)} ${currency}.`,
    () => `${draw.pick(burmese)} ${toBurmeseDigits(iso)}`,
  ])()
}
