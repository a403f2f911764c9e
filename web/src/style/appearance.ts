/* What somebody chose on this device: theme, size of print, motion. public/appearance.js makes of it what is seen,
 * before the first paint and whenever a choice is said here. */
import { readonly, ref, type Ref } from 'vue'

export const THEMES = ['auto', 'light', 'dark', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

export interface Appearance {
	theme: Theme
	large: boolean
	motion: boolean
}

const PLACE = 'openhall.appearance'
const root = document.documentElement

function now(): Appearance {
	const { asked, motion } = root.dataset
	return { theme: THEMES.find((one) => one === asked) ?? 'auto', large: 'large' in root.dataset, motion: motion !== 'off' }
}

const shown = ref<Appearance>(now())

/* The address wins over what is kept, so it has to follow a choice; loading it again keeps it then. */
function follow(said: Record<string, string>): void {
	const address = new URL(location.href)
	for (const [name, value] of Object.entries(said)) {
		if (address.searchParams.has(name)) address.searchParams.set(name, value)
	}
	history.replaceState(history.state, '', address)
}

function keep(said: Record<string, string>): void {
	try {
		const before = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as object
		localStorage.setItem(PLACE, JSON.stringify({ ...before, ...said }))
	} catch {
		/* A browser that keeps nothing still changes. */
	}
}

export function choose(choice: Partial<Appearance>): void {
	const said: Record<string, string> = {}
	if (choice.theme !== undefined) said['theme'] = choice.theme
	if (choice.large !== undefined) said['large'] = choice.large ? '1' : '0'
	if (choice.motion !== undefined) said['motion'] = choice.motion ? '1' : '0'
	keep(said)
	follow(said)
	dispatchEvent(new CustomEvent('appearance', { detail: said }))
	shown.value = now()
}

export function useAppearance(): { shown: Readonly<Ref<Appearance>>; choose: typeof choose } {
	shown.value = now()
	return { shown: readonly(shown), choose }
}
