/* What an event does to the picture of a hall: a pure function, so that a call is on the screen as
 * soon as its event is.
 *
 * The picture holds less than the server knows. Where an event leads to a place in a queue or a
 * setting that the picture does not hold, the answer is null and the state is read again. Where only
 * details of a window or an alert are unknown (what follows, wrap-up or free, what to do), `exact` is false;
 * screens that show such details read again as well. */
import type { Alert, Call, Device, EventKind, EventOf, HallEvent, Service, State, Waiting, Window } from '../api/types'

/* As many as the server keeps. */
export const CALLS_MAX = 16

export interface Applied {
	state: State
	exact: boolean
}

type Change = Partial<State>
type Handler<K extends EventKind> = (state: State, event: EventOf<K>) => Change | null
type Handlers = { [K in EventKind]?: Handler<K> }

/* Events after which some detail of the window is a guess. */
const INEXACT: ReadonlySet<EventKind> = new Set<EventKind>(['ticket.called', 'ticket.finished', 'ticket.resumed', 'alert.raised'])

const nothing = (): Change => ({})

function windows(state: State, id: string, change: (window: Window) => Window): Window[] {
	return state.windows.map((window) => (window.id === id ? change(window) : window))
}

function services(state: State, id: string, change: Partial<Service> | ((service: Service) => Partial<Service>)): Service[] {
	return state.services.map((service) =>
		service.id === id ? { ...service, ...(typeof change === 'function' ? change(service) : change) } : service,
	)
}

/* A window without a ticket. */
function emptied(window: Window, state: Window['state'], since: string): Window {
	const { reason: _reason, customer: _customer, then: _then, calls: _calls, can_return: _canReturn, ...base } = window
	return { ...base, state, since, ticket: null, number: null, service: null, class: null }
}

function without(state: State, ticket: number): Change {
	const gone = state.waiting.find((entry) => entry.ticket === ticket)
	const held = state.held.filter((entry) => entry.ticket !== ticket)
	if (!gone) return { held }
	const waiting = state.waiting.filter((entry) => entry !== gone)
	return { held, waiting, services: services(state, gone.service, (service) => ({ waiting: Math.max(0, service.waiting - 1) })) }
}

function announced(state: State, call: Call): Call[] {
	return [call, ...state.calls.filter((other) => other.ticket !== call.ticket)].slice(0, CALLS_MAX)
}

/* A call as the board shows it. */
function callOf(state: State, event: EventOf<'ticket.called' | 'ticket.recalled'>, calls: number): Call {
	const to = state.windows.find((window) => window.id === event.window)
	const call: Call = { ticket: event.ticket, number: event.number, window: event.window, window_name: to?.name ?? event.window, at: event.at, calls }
	return to?.name_en === undefined ? call : { ...call, window_name_en: to.name_en }
}

function clerkName(state: State, id: string): string {
	return state.clerks.find((clerk) => clerk.id === id)?.name ?? id
}

const taken: Handler<'ticket.taken'> = (state, event) => {
	const entry: Waiting = {
		ticket: event.ticket, number: event.number, service: event.service, class: event.class,
		since: event.at, taken: event.at,
		...(event.customer === undefined ? {} : { customer: event.customer }),
		...(event.appointment === undefined ? {} : { appointment: event.appointment }),
	}
	return {
		taken: state.taken + 1,
		waiting: [...state.waiting, entry],
		services: services(state, event.service, (service) => ({ given: service.given + 1, waiting: service.waiting + 1 })),
	}
}

const called: Handler<'ticket.called'> = (state, event) => {
	const entry = state.waiting.find((waiting) => waiting.ticket === event.ticket)
	return {
		...without(state, event.ticket),
		calls: announced(state, callOf(state, event, 1)),
		windows: windows(state, event.window, (window) => ({
			...emptied(window, 'called', event.at),
			clerk: event.clerk, ticket: event.ticket, number: event.number, service: event.service,
			class: entry?.class ?? null, calls: 1,
			...(entry?.customer === undefined ? {} : { customer: entry.customer }),
		})),
	}
}

const recalled: Handler<'ticket.recalled'> = (state, event) => ({
	calls: announced(state, callOf(state, event, event.calls)),
	windows: windows(state, event.window, (window) => ({ ...window, calls: event.calls })),
})

const held: Handler<'ticket.held'> = (state, event) => {
	const at = state.windows.find((window) => window.id === event.window)
	if (!at || event.hold === 'put_back') return null
	if (event.hold === 'wait') {
		return { windows: windows(state, event.window, (window) => ({ ...window, state: 'waiting', since: event.at })) }
	}
	return {
		windows: windows(state, event.window, (window) => emptied(window, 'free', event.at)),
		held: [...state.held, {
			ticket: event.ticket, number: at.number ?? '', service: at.service ?? '',
			window: event.window, clerk: at.clerk ?? '', since: event.at,
		}],
	}
}

const resumed: Handler<'ticket.resumed'> = (state, event) => {
	const kept = state.held.find((entry) => entry.ticket === event.ticket)
	if (!kept) {
		return { windows: windows(state, event.window, (window) => ({ ...window, state: 'serving', since: event.at })) }
	}
	return {
		held: state.held.filter((entry) => entry !== kept),
		windows: windows(state, event.window, (window) => ({
			...emptied(window, 'serving', event.at), ticket: kept.ticket, number: kept.number, service: kept.service,
		})),
	}
}

const opened: Handler<'window.opened'> = (state, event) => ({
	windows: windows(state, event.window, (window) => ({
		...emptied(window, 'free', event.at), clerk: event.clerk, clerk_name: clerkName(state, event.clerk),
	})),
	clerks: state.clerks.map((clerk) => (clerk.id === event.clerk ? { ...clerk, window: event.window } : clerk)),
})

const closed: Handler<'window.closed'> = (state, event) => ({
	windows: windows(state, event.window, (window) => {
		const { clerk_name: _, ...rest } = emptied(window, 'closed', event.at)
		return { ...rest, clerk: null }
	}),
	clerks: state.clerks.map((clerk) => (clerk.id === event.clerk ? { ...clerk, window: null } : clerk)),
})

/* Whose service ended last is known with it, for the pad to ask. */
const finished: Handler<'ticket.finished'> = (state, event) => ({
	served: state.served + 1,
	windows: windows(state, event.window, (window) => {
		const { rated: _rated, ...rest } = emptied(window, 'free', event.at)
		return { ...rest, finished: event.ticket, finished_number: window.number ?? '', finished_at: event.at }
	}),
})

const rated: Handler<'rating.given'> = (state, event) => ({
	windows: state.windows.map((window) => (window.finished === event.ticket ? { ...window, rated: true } : window)),
})

/* In the order of their priority there; among equals in that of the hall, as the server has them. */
const servicesSet: Handler<'window.services_set'> = (state, event) => {
	const place = (id: string) => state.services.findIndex((service) => service.id === id)
	const serves = event.services
		.map(({ service, priority }) => ({ service, priority: priority || 1 }))
		.sort((a, b) => a.priority - b.priority || place(a.service) - place(b.service))
	return {
		windows: windows(state, event.window, (window) => ({
			...window, services: serves.map(({ service }) => service), priorities: serves.map(({ priority }) => priority), helps: event.helps ?? false,
		})),
	}
}

const free = (state: State, event: { window: string; at: string }): Change => ({
	windows: windows(state, event.window, (window) => emptied(window, 'free', event.at)),
})

/* The number of a ticket that waits, is kept or is at a window. */
function numberOf(state: State, ticket: number | undefined): string | undefined {
	if (ticket === undefined) return undefined
	const found = [...state.waiting, ...state.held, ...state.windows].find((entry) => entry.ticket === ticket)
	return found?.number ?? undefined
}

const raised: Handler<'alert.raised'> = (state, event) => {
	const { alert, about, level, value, service, ticket, window, device, note } = event
	const number = numberOf(state, ticket)
	return {
		alerts: [...state.alerts, {
			alert, kind: about, level, value, since: event.at, escalated: false,
			...(service === undefined ? {} : { service }), ...(ticket === undefined ? {} : { ticket }),
			...(number === undefined ? {} : { number }), ...(window === undefined ? {} : { window }),
			...(device === undefined ? {} : { device }), ...(note === undefined ? {} : { note }),
		}],
	}
}

function alerts(state: State, id: number, change: (alert: Alert) => Alert): Change {
	return { alerts: state.alerts.map((alert) => (alert.alert === id ? change(alert) : alert)) }
}

const changed: Handler<'alert.changed'> = (state, event) =>
	alerts(state, event.alert, ({ ticket: _ticket, number: _number, ...rest }) => {
		const number = numberOf(state, event.ticket)
		return {
			...rest, level: event.level, value: event.value,
			...(event.ticket === undefined ? {} : { ticket: event.ticket }), ...(number === undefined ? {} : { number }),
		}
	})

const acknowledged: Handler<'alert.acknowledged'> = (state, event) =>
	alerts(state, event.alert, ({ owner: _owner, ...rest }) => ({
		...rest, acknowledged_at: event.at, ...(event.owner === undefined ? {} : { owner: event.owner }),
	}))

function devices(state: State, id: string, change: (device: Device) => Device): Change {
	return { devices: state.devices.map((device) => (device.id === id ? change(device) : device)) }
}

const reported: Handler<'device.reported'> = (state, event) =>
	devices(state, event.device, ({ detail: _detail, ...rest }) => ({
		...rest, state: event.state, since: rest.state === event.state ? rest.since : event.at,
		...(event.detail === undefined ? {} : { detail: event.detail }),
	}))

const HANDLERS: Handlers = {
	'ticket.taken': taken,
	'ticket.called': called,
	'ticket.recalled': recalled,
	'ticket.started': (state, event) => ({
		windows: windows(state, event.window, (window) => ({ ...window, state: 'serving', since: event.at })),
	}),
	'ticket.finished': finished,
	'ticket.missed': (state, event) =>
		event.ended ? { ...free(state, event), missed: state.missed + 1, no_shows: (state.no_shows ?? 0) + 1 } : null,
	'ticket.held': held,
	'ticket.resumed': resumed,
	'ticket.inserted': (state, event) => ({
		waiting: state.waiting.map((entry) => (entry.ticket === event.ticket ? { ...entry, ahead: true, reason: event.reason } : entry)),
	}),
	'ticket.cancelled': (state, event) => ({ ...without(state, event.ticket), left: state.left + 1 }),
	'ticket.extended': (state, event) => ({
		windows: state.windows.map((window) =>
			window.ticket === event.ticket ? { ...window, then: [...(window.then ?? []), event.service] } : window,
		),
	}),
	'window.opened': opened,
	'window.closed': closed,
	'window.paused': (state, event) => ({
		windows: windows(state, event.window, (window) => ({
			...emptied(window, 'paused', event.at), ...(event.reason === undefined ? {} : { reason: event.reason }),
		})),
	}),
	'window.resumed': free,
	'window.readied': free,
	'window.services_set': servicesSet,
	'service.paused': (state, event) => ({
		services: services(state, event.service, {
			paused: true,
			...(event.reason === undefined ? {} : { reason: event.reason }),
			...(event.ask === undefined ? {} : { ask: event.ask }),
		}),
	}),
	'service.resumed': (state, event) => ({
		services: state.services.map((service) => {
			if (service.id !== event.service) return service
			const { reason: _reason, ask: _ask, ...rest } = service
			return { ...rest, paused: false }
		}),
	}),
	'alert.raised': raised,
	'alert.changed': changed,
	'alert.acknowledged': acknowledged,
	'alert.escalated': (state, event) => alerts(state, event.alert, (alert) => ({ ...alert, level: event.level, escalated: true })),
	'alert.closed': (state, event) => ({ alerts: state.alerts.filter((alert) => alert.alert !== event.alert) }),
	'device.reported': reported,
	'device.paused': (state, event) =>
		devices(state, event.device, (device) => ({
			...device, paused: true, ...(event.reason === undefined ? {} : { reason: event.reason }),
		})),
	'device.resumed': (state, event) => devices(state, event.device, ({ reason: _reason, ...rest }) => ({ ...rest, paused: false })),
	'rating.given': rated,
	'appointment.booked': nothing,
	'appointment.moved': nothing,
	'appointment.cancelled': nothing,
	'appointment.expired': nothing,
	'kiosk.published': nothing,
}

/* The state after `event`, or null when it has to be read again: a gap, an unknown kind, or an event
 * that leads where the picture does not reach. An event that is in the state already changes nothing. */
export function applyEvent(state: State, event: HallEvent): Applied | null {
	if (event.seq <= state.seq) return { state, exact: true }
	if (event.seq !== state.seq + 1) return null
	const handler = HANDLERS[event.kind] as Handler<EventKind> | undefined
	const change = handler ? handler(state, event) : null
	if (!change) return null
	return { state: { ...state, ...change, seq: event.seq, at: event.at }, exact: !INEXACT.has(event.kind) }
}
