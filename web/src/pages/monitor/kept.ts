/* What this browser remembers of its manager. One that keeps nothing still works. */
const PREFIX = 'openhall.monitor.'

export function kept(name: string): string | null {
	try {
		return localStorage.getItem(PREFIX + name)
	} catch {
		return null
	}
}

export function keep(name: string, value: string): void {
	try {
		localStorage.setItem(PREFIX + name, value)
	} catch {
		/* It is asked for again next time. */
	}
}
