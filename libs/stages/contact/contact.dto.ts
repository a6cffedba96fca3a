import { applyDecorators } from '@nestjs/common'
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger'
import { Type } from 'class-transformer'
import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator'
import {
  channels,
  noteClasses,
  pathways,
  relations,
  services,
  type Channel,
  type NoteClass,
  type Pathway,
  type Relation,
  type Service,
} from '@passage/case'
import { IsDay } from '@passage/platform'

const largestHousehold = 30
/** A name has a letter in it; what else it holds is the person's own affair. */
const aName = /^(?=.*\p{L})[^\p{Cc}]+$/u
/** Reason codes are checked by the lifecycle, which knows which ones an act takes. */
const codeShape = /^[a-z][a-z_]{2,59}$/

/** May be left out; null is no value of any field. */
const Optional = () => ValidateIf((_, value) => value !== undefined)

const longestNote = 4000
const IsNoteText = () =>
  applyDecorators(IsString(), Length(1, longestNote), Matches(/\S/, { message: '$property must say something' }))

class PersonDto {
  @ApiProperty({ example: 'Kyaw Thu' })
  @IsString()
  @Length(1, 120)
  @Matches(aName, { message: '$property must hold a letter' })
  readonly name: string

  @ApiPropertyOptional({ example: 'ကျော်သူ', description: 'The name in Burmese letters.' })
  @Optional()
  @IsString()
  @Length(1, 120)
  @Matches(/^[\u1000-\u109f\uaa60-\uaa7f\u200b-\u200d\s()၊-]+$/, { message: '$property must be in Burmese letters' })
  readonly nameMy?: string

  @ApiProperty({ format: 'date', example: '1995-03-04' })
  @IsDay()
  readonly bornOn: string

  @ApiPropertyOptional({ type: [String], example: ['medical_care'] })
  @Optional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @Length(1, 80, { each: true })
  readonly needs?: string[]
}

/** The applicant: the one person of a case who serves or served. */
export class ApplicantDto extends PersonDto {
  @ApiPropertyOptional({ example: 'sergeant' })
  @Optional()
  @IsString()
  @Length(1, 60)
  readonly rank?: string

  @ApiPropertyOptional({ example: 'Training Battalion 3', description: 'Made up, like every unit here.' })
  @Optional()
  @IsString()
  @Length(1, 120)
  readonly unit?: string
}

export class MemberDto extends PersonDto {
  @ApiProperty({ enum: relations })
  @IsIn(relations)
  readonly relation: Relation
}

export class OpenContactDto {
  @ApiProperty({ enum: services })
  @IsIn(services)
  readonly service: Service

  @ApiProperty({ enum: pathways })
  @IsIn(pathways)
  readonly pathway: Pathway

  @ApiProperty({ enum: channels })
  @IsIn(channels)
  readonly channel: Channel

  @ApiProperty({ type: ApplicantDto })
  @IsDefined()
  @ValidateNested()
  @Type(() => ApplicantDto)
  readonly applicant: ApplicantDto

  @ApiPropertyOptional({ type: [MemberDto] })
  @Optional()
  @IsArray()
  @ArrayMaxSize(largestHousehold)
  @ValidateNested({ each: true })
  @Type(() => MemberDto)
  readonly household?: MemberDto[]
}

export class AddMemberDto extends MemberDto {
  @ApiPropertyOptional({ format: 'date', description: 'When the person joined the household; today unless said.' })
  @Optional()
  @IsDay()
  readonly since?: string
}

export class EndMemberDto {
  @ApiProperty({ format: 'date' })
  @IsDay()
  readonly until: string
}

export class AssignDto {
  @ApiProperty({ format: 'uuid', description: 'An account that works on cases, see GET /accounts.' })
  @IsUUID()
  readonly holderId: string

  @ApiPropertyOptional({
    description: 'What the next holder should know: free text, kept outside the log as an operational note.',
    maxLength: longestNote,
  })
  @Optional()
  @IsNoteText()
  readonly note?: string
}

export class AddNoteDto {
  @ApiProperty({ enum: noteClasses, description: 'What the text is about; it decides who reads it.' })
  @IsIn(noteClasses)
  readonly class: NoteClass

  @ApiProperty({ maxLength: longestNote })
  @IsNoteText()
  readonly text: string
}

export class EndCaseDto {
  @ApiProperty({ example: 'applicant_withdrew' })
  @Matches(codeShape, { message: '$property must be a code: lower-case letters and underscores' })
  readonly reason: string
}
