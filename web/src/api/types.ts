/* Short names for what the contract defines. schema.d.ts is made from contract/ by `npm run types`. */
import type { components } from './schema'

type Schemas = components['schemas']

export type State = Schemas['State']
export type Service = Schemas['Service']
export type Window = Schemas['Window']
export type Waiting = Schemas['Waiting']
export type Held = Schemas['Held']
export type Call = Schemas['Call']
export type Zone = Schemas['Zone']
export type Rating = Schemas['Rating']
export type RatingReason = Schemas['RatingReason']
export type Clerk = Schemas['Clerk']
export type Alert = Schemas['Alert']
export type Device = Schemas['Device']
export type DeviceBeat = Schemas['DeviceBeat']
export type DeviceHeard = Schemas['DeviceHeard']
export type DeviceKind = Schemas['DeviceKind']
export type DeviceState = Schemas['DeviceState']
export type Devices = Schemas['Devices']
export type Class = Schemas['Class']
export type Hall = Schemas['Hall']
export type Menu = Schemas['Menu']
export type Button = Schemas['Button']
export type DesignDocument = Schemas['DesignDocument']
export type DesignPage = Schemas['DesignPage']
export type DesignElement = Schemas['DesignElement']
export type DesignScreen = Schemas['DesignScreen']
export type DesignText = Schemas['DesignText']
export type Design = Schemas['Design']
export type Kiosk = Schemas['Kiosk']
export type Media = Schemas['Media']
export type MediaList = Schemas['MediaList']
export type Upload = Schemas['Upload']
export type HallEvent = Schemas['Event']
export type EventKind = HallEvent['kind']
export type EventOf<K extends EventKind> = Extract<HallEvent, { kind: K }>
export type Outline = Schemas['Outline']
export type OutlineMinute = Schemas['OutlineMinute']
export type Events = Schemas['Events']
export type Ticket = Schemas['Ticket']
export type Next = Schemas['Next']
export type Slots = Schemas['Slots']
export type Expected = Schemas['Expected']
export type Waits = Schemas['Waits']
export type Told = Schemas['Told']
export type Link = Schemas['Link']
export type Refused = Schemas['Refused']
export type Fault = Schemas['Fault']
export type CommandName = Schemas['Command']['command']

/* ticket.take -> TicketTake, as tools/openapi.py names its schemas. */
type Studly<S extends string> = S extends `${infer Head}.${infer Tail}`
	? `${Studly<Head>}${Studly<Tail>}`
	: S extends `${infer Head}_${infer Tail}`
		? `${Studly<Head>}${Studly<Tail>}`
		: Capitalize<S>

export type Args<C extends CommandName> = Extract<Schemas['Command'], { command: C }>['args']
export type Result<C extends CommandName> = `Result${Studly<C>}` extends keyof Schemas
	? Schemas[`Result${Studly<C>}`]
	: never

export interface Answer<C extends CommandName> {
	seq: number
	events: HallEvent[]
	result: Result<C>
}
