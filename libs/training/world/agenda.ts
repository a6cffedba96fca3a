type Deed = () => Promise<unknown>

/** What falls due in a generated world, by programme date, and within a day in the order in which it was put in. */
export class Agenda {
  private readonly days = new Map<string, Deed[]>()
  /** The programme date of what is being done. */
  today = ''

  /** What would lie before today is done today. */
  add(day: string, deed: Deed): void {
    const due = day < this.today ? this.today : day
    const deeds = this.days.get(due)
    if (deeds) deeds.push(deed)
    else this.days.set(due, [deed])
  }

  /** Does everything up to and with `lastDay`, day by day; deeds may put in more. */
  async run(lastDay: string, beginDay: (day: string) => Promise<void>): Promise<void> {
    for (;;) {
      const next = [...this.days.keys()].sort()[0]
      if (next === undefined || next > lastDay) return
      this.today = next
      await beginDay(next)
      const deeds = this.days.get(next)!
      for (let deed = deeds.shift(); deed; deed = deeds.shift()) await deed()
      this.days.delete(next)
    }
  }
}
