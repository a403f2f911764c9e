/* Times for people. A hall's clock is the one on its wall, wherever the screen stands: the offset
 * comes from the server's own times. */

const MINUTE_MS = 60_000
const OFFSET = /([+-])(\d\d):(\d\d)$/

/* Minutes that local time is ahead of UTC in an RFC 3339 time; 0 for Z. */
export function offsetMinutes(time: string): number {
	const found = OFFSET.exec(time)
	if (!found) return 0
	const minutes = Number(found[2]) * 60 + Number(found[3])
	return found[1] === '-' ? -minutes : minutes
}

function shifted(ms: number, offsetMin: number): string {
	return new Date(ms + offsetMin * MINUTE_MS).toISOString()
}

/* 16:03 */
export function clockOf(ms: number, offsetMin: number): string {
	return shifted(ms, offsetMin).slice(11, 16)
}

/* 16:03:00 */
export function clockSecondsOf(ms: number, offsetMin: number): string {
	return shifted(ms, offsetMin).slice(11, 19)
}

/* 2026-11-23 */
export function dateOf(ms: number, offsetMin: number): string {
	return shifted(ms, offsetMin).slice(0, 10)
}

/* The day in words, with its weekday. */
export function dayOf(ms: number, offsetMin: number, language: string): string {
	const local = new Date(ms + offsetMin * MINUTE_MS)
	const format = { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long', timeZone: 'UTC' } as const
	return new Intl.DateTimeFormat(language, format).format(local)
}

/* 0:07, 12:30, 1:02:03; never below zero. */
export function spanOf(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000))
	const two = (n: number) => String(n).padStart(2, '0')
	const minutes = Math.floor(seconds / 60)
	if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
	return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
