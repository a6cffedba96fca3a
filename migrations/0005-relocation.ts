import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Sites, their outages, and placements.
 *
 * That no day is overbooked is not declared here, on purpose. A row a site and day with CHECK (booked <= places) was weighed and left out:
 * an outage or fewer places may push a day over its places, which must be allowed (people do not vanish when a roof leaks; it shows as a
 * shortage), and a stay with an open end would need a row for every day there will ever be. The rule is therefore kept by the site's lock:
 * whoever books locks the site's subject, then reads, then writes (libs/stages/relocation/relocation.conditions.ts). What can be declared is:
 * one live placement a case, a stay has a site and at least one day, whole places.
 *
 * There is no column for an address or a position, and names and regions hold no digit, so that neither can be smuggled in.
 */
export class Relocation0000000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE subject ADD CONSTRAINT a_placement_belongs_to_a_case CHECK (kind <> 'placement' OR case_id IS NOT NULL);
      -- Checked at the end of a statement: a move ends one placement and opens the next in one.
      ALTER TABLE subject ADD CONSTRAINT one_live_placement_a_case
        EXCLUDE USING btree (case_id WITH =) WHERE (kind = 'placement' AND state IN ('waiting', 'booked', 'staying'))
        DEFERRABLE INITIALLY IMMEDIATE;

      CREATE TABLE site (
        id           uuid PRIMARY KEY REFERENCES subject (id),
        name         text NOT NULL CONSTRAINT a_site_name_is_given_once UNIQUE CHECK (length(name) BETWEEN 2 AND 60 AND name !~ '[0-9၀-၉]'),
        country      text NOT NULL CHECK (country IN ('MM', 'TH', 'IN')),
        region       text NOT NULL CHECK (length(region) BETWEEN 2 AND 60 AND region !~ '[0-9၀-၉]'),
        organisation text NOT NULL CHECK (length(organisation) BETWEEN 2 AND 80 AND organisation !~ '[0-9၀-၉]'),
        places       integer NOT NULL CHECK (places BETWEEN 1 AND 10000)
      );
      COMMENT ON TABLE site IS 'A made-up name in a real country and region. It never holds an address or a position.';
      GRANT SELECT, INSERT, UPDATE (places) ON site TO passage_app;

      CREATE TABLE site_outage (
        id        uuid PRIMARY KEY,
        site_id   uuid NOT NULL REFERENCES site (id),
        days      daterange NOT NULL CHECK (NOT isempty(days) AND NOT lower_inf(days)),
        places    integer NOT NULL CHECK (places > 0),
        reason    text NOT NULL CHECK (reason IN ('repair', 'flood', 'water_supply', 'health', 'safety', 'host_withdrew', 'closed')),
        lifted_on date
      );
      CREATE INDEX site_outage_of_site ON site_outage (site_id);
      COMMENT ON COLUMN site_outage.lifted_on IS 'The first day on which the places serve again; the days before it were out of service and stay so.';
      GRANT SELECT, INSERT, UPDATE (lifted_on) ON site_outage TO passage_app;

      CREATE TABLE placement (
        id             uuid PRIMARY KEY REFERENCES subject (id),
        since          date NOT NULL,
        site_id        uuid REFERENCES site (id),
        household_size integer NOT NULL CHECK (household_size > 0),
        days           daterange CHECK (NOT isempty(days) AND NOT lower_inf(days)),
        CONSTRAINT a_stay_has_a_site_and_days CHECK ((site_id IS NULL) = (days IS NULL))
      );
      CREATE INDEX placement_of_site ON placement (site_id);
      COMMENT ON COLUMN placement.since IS 'When the place was asked for: the order of the waiting list.';
      COMMENT ON COLUMN placement.household_size IS 'How many places the stay takes: the household when it was booked.';
      COMMENT ON COLUMN placement.days IS 'First to last day, both counted; null while waiting, no upper end where the end is open.';
      GRANT SELECT, INSERT, UPDATE (site_id, household_size, days) ON placement TO passage_app;

      -- Published: what takes places at a site, by day. A household that stays on past its last day is still there.
      CREATE VIEW site_stay AS
        SELECT p.id AS placement_id, p.site_id, s.state, p.household_size, lower(p.days) AS first_day,
          CASE WHEN upper_inf(p.days) THEN NULL
               WHEN s.state = 'staying' THEN greatest(upper(p.days) - 1, clock.today)
               ELSE upper(p.days) - 1 END AS last_day
        FROM placement p JOIN subject s ON s.id = p.id CROSS JOIN programme_clock clock
        WHERE p.site_id IS NOT NULL AND s.state IN ('booked', 'staying', 'left', 'moved');

      -- Published: the days on which places are out of service, without those that a lifted outage gave back.
      CREATE VIEW site_out_of_service AS
        SELECT o.id AS outage_id, o.site_id, o.places, lower(o.days) AS first_day,
          CASE WHEN upper_inf(o.days) THEN o.lifted_on - 1 ELSE least(upper(o.days), o.lifted_on) - 1 END AS last_day
        FROM site_outage o WHERE o.lifted_on IS NULL OR o.lifted_on > lower(o.days);

      GRANT SELECT ON site_stay, site_out_of_service TO passage_app;
    `)
  }

  async down(): Promise<void> {
    throw new Error('A log that an auditor trusts is not migrated backwards: restore from a backup.')
  }
}
