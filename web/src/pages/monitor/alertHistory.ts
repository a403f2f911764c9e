/* The alerts of a day from its log, with how long each took (M2). Pure. */
import type { DeviceState, EventOf, HallEvent } from '../../api/types'

export interface PastAlert {
	alert: number
	raised: EventOf<'alert.raised'>
	level: number
	value: number
	/* ms from being raised; null while it has not happened. */
	acknowledgedMs: number | null
	closedMs: number | null
	owner: string
	by: EventOf<'alert.closed'>['by'] | null
	note: string
	/* How its device was when it was raised; null where the events do not say. */
	deviceState: DeviceState | null
}

/* The newest first. */
export function alertsIn(events: readonly HallEvent[]): PastAlert[] {
	const found = new Map<number, PastAlert>()
	const devices = new Map<string, DeviceState>()
	for (const event of events) {
		if (event.kind === 'device.reported') devices.set(event.device, event.state)
		if (event.kind === 'alert.raised') {
			const deviceState = devices.get(event.device ?? '') ?? null
			found.set(event.alert, { alert: event.alert, raised: event, level: event.level, value: event.value, acknowledgedMs: null, closedMs: null, owner: '', by: null, note: '', deviceState })
			continue
		}
		if (!('alert' in event)) continue
		const past = found.get(event.alert)
		if (!past) continue
		if ('level' in event) past.level = event.level
		if (event.kind === 'alert.changed') past.value = event.value
		if (event.kind === 'alert.acknowledged') {
			past.acknowledgedMs ??= event.after_ms
			past.owner = event.owner ?? ''
		}
		if (event.kind === 'alert.closed') Object.assign(past, { closedMs: event.open_ms, by: event.by, note: event.note ?? '' })
	}
	return [...found.values()].reverse()
}

/* The middle of what is known; null for nothing. */
export function medianOf(values: readonly (number | null)[]): number | null {
	const known = values.filter((value) => value !== null).sort((a, b) => a - b)
	if (known.length === 0) return null
	const middle = known.length >> 1
	return known.length % 2 === 1 ? known[middle]! : (known[middle - 1]! + known[middle]!) / 2
}
