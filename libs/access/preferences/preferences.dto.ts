import { ApiPropertyOptional } from '@nestjs/swagger'
import { IsIn, IsObject, IsOptional } from 'class-validator'

export const languages = ['en', 'my'] as const
export const digitChoices = ['language', 'latin', 'burmese'] as const
export const themes = ['light', 'dark', 'auto'] as const

/** What is left out stays as it is; null takes the choice back. */
export class SavePreferencesDto {
  @IsIn(languages)
  @IsOptional()
  language?: (typeof languages)[number] | null

  /** Those of the language, or always Latin or Burmese ones. */
  @IsIn(digitChoices)
  @IsOptional()
  digits?: (typeof digitChoices)[number] | null

  @IsIn(themes)
  @IsOptional()
  theme?: (typeof themes)[number] | null

  @ApiPropertyOptional({
    type: 'object',
    description: 'By the name of a list: its columns, its saved views, or both. A list that is not named stays as it is.',
    additionalProperties: {
      type: 'object',
      properties: {
        columns: { type: 'array', items: { type: 'string', maxLength: 40 }, nullable: true },
        views: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              name: { type: 'string', minLength: 1, maxLength: 60 },
              search: { type: 'object', additionalProperties: { type: 'string', maxLength: 200 } },
            },
          },
        },
      },
    },
  })
  @IsObject()
  @IsOptional()
  lists?: Record<string, unknown>
}
