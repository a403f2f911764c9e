/* Which part of a day a slider shows: where something happened, with room at both ends, in whole quarters. Pure. */
import type { Outline } from '../../api/types'

const HOUR_MS = 3_600_000
const QUARTER_MS = HOUR_MS / 4
const MINUTE_MS = 60_000
const FROM_H = 8
const TO_H = 18
const ROOM_MS = 10 * MINUTE_MS

export interface Range {
	from: number
	to: number
}

/* `now` ends the range of today; before `born` there was no hall. A night's bookkeeping (days that open, bookings that expire) is no opening hour. */
export function rangeOf(outline: Outline, now: number, born: number | null): Range {
	const [begin, end] = [Date.parse(outline.from), Date.parse(outline.to)]
	const busy = outline.minutes.filter((one) => one.windows > 0 || one.waiting > 0 || one.taken > 0 || one.calls > 0)
	const first = busy[0] ? begin + busy[0].minute * MINUTE_MS - ROOM_MS : begin + FROM_H * HOUR_MS
	const last = busy.length > 0 ? begin + (busy.at(-1)!.minute + 1) * MINUTE_MS + ROOM_MS : begin + TO_H * HOUR_MS
	const from = Math.max(begin, born ?? begin, begin + Math.floor((first - begin) / QUARTER_MS) * QUARTER_MS)
	const whole = Math.min(end, begin + Math.ceil((last - begin) / QUARTER_MS) * QUARTER_MS)
	const to = now >= begin && now < end ? Math.min(end, Math.max(now, from + MINUTE_MS)) : whole
	return { from, to: Math.max(to, from + MINUTE_MS) }
}

/* A curve of what waited: steps, from one row to the next. Points in the unit square, y downwards. */
export function curveOf(outline: Outline, range: Range, most: number): string {
	const begin = Date.parse(outline.from)
	const x = (ms: number) => Math.min(1, Math.max(0, (ms - range.from) / (range.to - range.from)))
	const y = (n: number) => 1 - n / Math.max(1, most)
	let [path, level] = [`M0 1 L0 ${y(outline.waiting).toFixed(4)}`, outline.waiting]
	for (const one of outline.minutes) {
		const at = begin + one.minute * MINUTE_MS
		if (at < range.from) {
			level = one.waiting
			path = `M0 1 L0 ${y(level).toFixed(4)}`
			continue
		}
		path += ` L${x(at).toFixed(5)} ${y(level).toFixed(4)} L${x(at).toFixed(5)} ${y(one.waiting).toFixed(4)}`
		level = one.waiting
	}
	return `${path} L1 ${y(level).toFixed(4)} L1 1 Z`
}

/* Calls in buckets of so many minutes, for bars that can be seen. */
export function barsOf(outline: Outline, range: Range, bucketMin: number): { x: number; calls: number }[] {
	const begin = Date.parse(outline.from)
	const buckets = new Map<number, number>()
	for (const one of outline.minutes) {
		const at = begin + one.minute * MINUTE_MS
		if (at < range.from || at > range.to || one.calls === 0) continue
		const bucket = Math.floor((at - range.from) / (bucketMin * MINUTE_MS))
		buckets.set(bucket, (buckets.get(bucket) ?? 0) + one.calls)
	}
	return [...buckets].map(([bucket, calls]) => ({ x: (bucket * bucketMin * MINUTE_MS) / (range.to - range.from), calls }))
}
