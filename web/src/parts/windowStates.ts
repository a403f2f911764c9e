/* How a window's state looks: colour and icon beside its name. */
import type { Window } from '../api/types'
import type { IconName } from './icons'

export const WINDOW_LOOKS: Record<Window['state'], { tone: string; icon: IconName }> = {
	closed: { tone: 'off', icon: 'door' },
	free: { tone: 'good', icon: 'check' },
	called: { tone: 'call', icon: 'bell' },
	serving: { tone: 'accent', icon: 'user' },
	waiting: { tone: 'warn', icon: 'hourglass' },
	wrap_up: { tone: 'warn', icon: 'clock' },
	paused: { tone: 'bad', icon: 'pause' },
}
