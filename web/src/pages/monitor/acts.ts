/* What a manager can want of a hall (M4); a card says which, the page sees to it. */
import type { Alert, Device, Service, Waiting, Window } from '../../api/types'

export type { Alert, Device }

/* One entry for each word, so that a word says which facts come with it. */
type About<Words extends string, Facts> = Words extends string ? { do: Words } & Facts : never

export type Act =
	| About<'open' | 'close' | 'pause' | 'resume' | 'serve' | 'move' | 'recall' | 'more', { window: Window }>
	| About<'pauseService' | 'resumeService', { service: Service }>
	| About<'insert' | 'cancel', { entry: Waiting }>
	| About<'reinstate' | 'help', object>
	| About<'pauseDevice' | 'resumeDevice', { device: Device }>
	| About<'acknowledge' | 'escalate' | 'closeAlert', { alert: Alert }>
