import { IsDay } from '@passage/platform'
import { Equals, IsInt, IsOptional, Max, Min } from 'class-validator'

/** How far the clock is to move: exactly one of the three. */
export class ClockStepDto {
  @Min(1, { context: { fix: 'Send a whole number of days from 1 on; the clock never goes back.' } })
  @Max(36_500)
  @IsInt()
  @IsOptional()
  days?: number

  @Min(1, { context: { fix: 'Send a whole number of months from 1 on; the clock never goes back.' } })
  @Max(1200)
  @IsInt()
  @IsOptional()
  months?: number

  /** `true`: to the next day on which an allowance run is due. */
  @Equals(true)
  @IsOptional()
  toNextRun?: true
}

/** A move, and the programme date from which it was previewed. */
export class MoveClockDto extends ClockStepDto {
  @IsDay()
  seenToday: string
}
