/* How a wait is judged: never by colour alone. */
export const LONG_MIN = 15
export const TOO_LONG_MIN = 30

export type Age = 'fine' | 'long' | 'tooLong'

export function ageOf(waitMs: number): Age {
	const minutes = waitMs / 60_000
	if (minutes >= TOO_LONG_MIN) return 'tooLong'
	return minutes >= LONG_MIN ? 'long' : 'fine'
}
