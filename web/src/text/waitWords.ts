/* An expected wait in words; empty where nothing is told. */
import type { Expected } from '../api/types'

type Say = (key: string, values: Record<string, number>) => string

export function waitWords(expected: Expected | null | undefined, say: Say): string {
	if (!expected || expected.high_min === 0) return ''
	const values = { low: expected.low_min, high: expected.high_min }
	if (expected.low_min === 0) return say('waits.within', values)
	return say(expected.low_min === expected.high_min ? 'waits.about' : 'waits.range', values)
}
