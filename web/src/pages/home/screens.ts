/* The screens of a hall that the home page leads to, a row each. Words: home.ID and home.IDHint. */
import type { IconName } from '../../parts/icons'

export const SCREENS = [
	{ id: 'kiosk', icon: 'kiosk' },
	{ id: 'board', icon: 'board' },
	{ id: 'area', icon: 'board' },
	{ id: 'monitor', icon: 'chart' },
	{ id: 'design', icon: 'layout' },
] as const satisfies readonly { id: string; icon: IconName }[]
