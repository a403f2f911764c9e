/* An alert in words, with what it is about (M2). */
import type { DeviceState, State } from '../../api/types'
import type { IconName } from '../../parts/icons'
import { commentWords } from '../../text/hallWords'
import type { useText } from '../../text/useText'
import type { Alert } from './acts'

export const LEVEL_LOOKS: Record<number, { tone: string; icon: IconName }> = {
	1: { tone: 'warn', icon: 'info' },
	2: { tone: 'call', icon: 'alert' },
	3: { tone: 'bad', icon: 'bell' },
}
const TENTHS = 10

/* These end when somebody has seen to them; the others end by themselves when their cause is gone. */
export const closable = (alert: Pick<Alert, 'kind'>) => alert.kind === 'rating' || alert.kind === 'help'

/* Of an alert of the past, how its device was then, null where nobody knows; of the present, the state says it. */
export type AlertFacts = Pick<Alert, 'kind' | 'value'> & Partial<Pick<Alert, 'service' | 'number' | 'window' | 'device' | 'note'>> & { deviceState?: DeviceState | null }

type Text = Pick<ReturnType<typeof useText>, 't' | 'nameIn' | 'language'>

export function alertWords(alert: AlertFacts, state: State, { t, nameIn, language }: Text): string {
	const n = alert.value
	const facts = {
		n,
		number: alert.number ?? '',
		service: alert.service ? nameIn(state.services, alert.service) : t('monitor.alerts.wholeHall'),
		window: nameIn(state.windows, alert.window),
		device: nameIn(state.devices, alert.device),
	}
	const words = {
		wait: () => t(alert.number ? 'monitor.alerts.wait' : 'monitor.alerts.waitService', facts, n),
		waiting: () => t('monitor.alerts.waiting', facts, n),
		crowding: () => t('monitor.alerts.crowding', { ...facts, n: (n / TENTHS).toFixed(1) }),
		handling: () => t('monitor.alerts.handling', facts, n),
		idle: () => t('monitor.alerts.idle', facts, n),
		rating: () => t('monitor.alerts.rating', facts),
		device: () => `${facts.device} ${deviceWords(alert, state, t)}`,
		help: () => t(alert.window ? 'monitor.alerts.help' : 'monitor.alerts.helpDesk', facts),
	}[alert.kind]()
	const note = alert.note && alert.kind === 'rating' ? commentWords(alert.note, state, language()) : alert.note
	return note ? `${words}${t('common.colon')}${note}` : words
}

const MEASURED: ReadonlySet<string> = new Set(['wait', 'waiting', 'crowding', 'handling', 'idle'])
const MINUTE_MS = 60_000

/* What is measured, as it is now; null where the state does not tell it. */
function valueNow(alert: Alert, state: State, now: number): number | null {
	if (alert.kind === 'wait') {
		const entry = state.waiting.find((one) => one.ticket === alert.ticket)
		return entry ? Math.max(0, Math.floor((now - Date.parse(entry.since)) / MINUTE_MS)) : null
	}
	if (alert.kind === 'waiting') return alert.service ? (state.services.find((one) => one.id === alert.service)?.waiting ?? null) : state.waiting.length
	if (alert.kind !== 'crowding') return null
	const open = state.windows.filter((window) => window.state !== 'closed' && window.state !== 'paused').length
	return open > 0 ? Math.floor((state.waiting.length * TENTHS) / open) : null
}

/* An open alert as things are now; what is known only from when it was raised says so. */
export function alertWordsNow(alert: Alert, state: State, now: number, text: Text): string {
	const value = valueNow(alert, state, now)
	const words = alertWords({ ...alert, value: value ?? alert.value }, state, text)
	return value === null && MEASURED.has(alert.kind) ? text.t('monitor.alerts.whenRaised', { words }) : words
}

/* How the device is says more than the number of its level. */
function deviceWords(alert: AlertFacts, state: State, t: ReturnType<typeof useText>['t']): string {
	const { deviceState = state.devices.find((one) => one.id === alert.device)?.state } = alert
	return deviceState && deviceState !== 'ok' ? t(`monitor.deviceStates.${deviceState}`) : t('monitor.alerts.deviceWas')
}

/* Worst first, then the oldest. */
export function byUrgency(a: Alert, b: Alert): number {
	return b.level - a.level || Date.parse(a.since) - Date.parse(b.since)
}
