/* Alerts in words, in their order, measured, and heard (M2). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import type { Alert } from '../../src/api/types'
import { alertsIn, medianOf } from '../../src/pages/monitor/alertHistory'
import { alertWords, alertWordsNow, byUrgency } from '../../src/pages/monitor/alertWords'
import { seenBy, stepOf } from '../../src/pages/monitor/pathWords'
import { QUIET_MS, useAlarm } from '../../src/pages/monitor/useAlarm'
import { currentLanguage, i18n, setLanguage } from '../../src/text/i18n'
import { AT, event, makeState } from '../fixtures'

const alert = (id: number, level: number, change: Partial<Alert> = {}): Alert => ({ alert: id, kind: 'wait', level, since: AT, value: 34, escalated: false, ...change })
const state = makeState({ devices: [{ id: 'k1', kind: 'kiosk', name: '1号取号机', name_en: 'Kiosk 1', state: 'paper_out', since: AT, paused: false }] })
const nameIn = (things: readonly { id: string; name: string }[], id: string | null | undefined) => things.find((one) => one.id === id)?.name ?? id ?? ''
const words = (facts: Partial<Alert>) => alertWords({ kind: 'wait', value: 34, ...facts }, state, { t: i18n.global.t as never, nameIn, language: currentLanguage })

describe('an alert', () => {
	beforeEach(() => setLanguage('zh-CN', false))

	it.each([
		[{ kind: 'wait', number: 'A023', service: 's1' }, 'A023（社保）等候 34 分钟'],
		[{ kind: 'wait', service: 's1' }, '社保 最长等候 34 分钟'],
		[{ kind: 'waiting' }, '全厅 有 34 人等候'],
		[{ kind: 'crowding', value: 38 }, '每个开放窗口平均 3.8 人等候'],
		[{ kind: 'handling', window: 'w1', number: 'A001' }, '一号窗口 办理 A001 已 34 分钟'],
		[{ kind: 'idle', window: 'w1' }, '一号窗口 空闲 34 分钟，而有人等候'],
		[{ kind: 'rating', number: 'A001', window: 'w2', note: '等太久' }, 'A001 在二号窗口给出差评：等太久'],
		[{ kind: 'device', device: 'k1' }, '1号取号机 缺纸'],
		[{ kind: 'help', window: 'w1' }, '一号窗口 请求支援'],
		[{ kind: 'help' }, '大堂请求支援'],
	] as [Partial<Alert>, string][])('%o says %s', (facts, said) => {
		expect(words(facts)).toBe(said)
	})

	it.each([
		[{ kind: 'wait', ticket: 2, number: 'A002', service: 's1' }, 'A002（社保）等候 12 分钟'],
		[{ kind: 'wait', ticket: 9, number: 'A009', service: 's1' }, 'A009（社保）等候 34 分钟（触发时）'],
		[{ kind: 'waiting', service: 's1' }, '社保 有 2 人等候'],
		[{ kind: 'waiting' }, '全厅 有 2 人等候'],
		[{ kind: 'crowding' }, '每个开放窗口平均 2.0 人等候'],
		[{ kind: 'handling', window: 'w1', number: 'A001' }, '一号窗口 办理 A001 已 34 分钟（触发时）'],
		[{ kind: 'help', window: 'w1' }, '一号窗口 请求支援'],
	] as [Partial<Alert>, string][])('%o says %s now, not as it was raised (M2)', (facts, said) => {
		expect(alertWordsNow(alert(1, 1, facts), state, Date.parse(AT) + 12 * 60_000, { t: i18n.global.t as never, nameIn, language: currentLanguage })).toBe(said)
	})

	it('is punctuated as its language is', () => {
		setLanguage('en', false)
		expect(words({ kind: 'rating', number: 'A001', window: 'w2', note: 'too long' })).toMatch(/: too long$/)
	})

	it('stands by its level, then by its age', () => {
		const all = [alert(1, 1), alert(2, 3, { since: '2026-11-23T16:05:00.000+08:00' }), alert(3, 3)]
		expect(all.sort(byUrgency).map((one) => one.alert)).toEqual([3, 2, 1])
	})
})

describe('the alerts of a day', () => {
	it('are measured from being raised', () => {
		const past = alertsIn([
			event(1, 'alert.raised', { alert: 1, about: 'wait', level: 1, value: 20 }),
			event(2, 'alert.raised', { alert: 2, about: 'help', level: 1, value: 1 }),
			event(3, 'alert.changed', { alert: 1, level: 2, value: 31 }),
			event(4, 'alert.acknowledged', { alert: 1, owner: '张', after_ms: 4_000 }),
			event(5, 'alert.acknowledged', { alert: 1, owner: '李', after_ms: 9_000 }),
			event(6, 'alert.closed', { alert: 1, by: 'self', open_ms: 12_000 }),
		])
		expect(past.map((one) => one.alert)).toEqual([2, 1])
		expect(past[1]).toMatchObject({ level: 2, value: 31, acknowledgedMs: 4_000, closedMs: 12_000, owner: '李', by: 'self' })
		expect(past[0]).toMatchObject({ acknowledgedMs: null, closedMs: null, by: null })
	})

	it('say how the device was then, not how it is', () => {
		const raised = (seq: number, id: number) => event(seq, 'alert.raised', { alert: id, about: 'device', level: 2, value: 1, device: 'k1' })
		const reported = (seq: number, is: string) => event(seq, 'device.reported', { device: 'k1', state: is })
		const past = alertsIn([raised(1, 1), reported(2, 'open'), raised(3, 2), reported(4, 'paper_out')])
		const said = past.map(({ raised: { about, device }, value, deviceState }) => words({ kind: about, device, value, deviceState } as Partial<Alert>))
		expect(said).toEqual(['1号取号机 机盖打开', '1号取号机 异常'])
	})

	it('have a middle', () => {
		expect([medianOf([]), medianOf([null, 5]), medianOf([9, 1, null, 3]), medianOf([1, 3])]).toEqual([null, 5, 3, 2])
	})
})

describe('the sound', () => {
	const beeps: number[] = []
	let running = true

	class FakeAudio {
		state = running ? 'running' : 'suspended'
		currentTime = 0
		destination = {}
		createOscillator() {
			const frequency = { set value(hz: number) { beeps.push(hz) } }
			return { frequency, connect: (to: object) => to, start: () => undefined, stop: () => undefined }
		}
		createGain() {
			const gain = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined, setTargetAtTime: () => undefined }
			return { gain, connect: (to: object) => to }
		}
		resume() {
			if (running) this.state = 'running'
			return running ? Promise.resolve() : new Promise<void>(() => undefined)
		}
		close() {
			return Promise.resolve()
		}
	}

	beforeEach(() => {
		beeps.length = 0
		running = true
		localStorage.clear()
		vi.stubGlobal('AudioContext', FakeAudio)
		vi.useFakeTimers()
	})
	afterEach(() => {
		vi.useRealTimers()
		vi.unstubAllGlobals()
	})

	it('is not heard for what was there at first, once for what is new, by the worst level, and not in a flood', async () => {
		const all = ref<Alert[] | null>(null)
		const scope = effectScope()
		scope.run(() => useAlarm(() => all.value))
		all.value = [alert(1, 1)]
		await nextTick()
		expect(beeps).toHaveLength(0)
		all.value = [alert(1, 1), alert(2, 1), alert(3, 3)]
		await nextTick()
		expect(beeps).toEqual([1047, 1047, 1047])
		vi.advanceTimersByTime(QUIET_MS + 1)
		all.value = [alert(1, 2), ...all.value.slice(1)]
		await nextTick()
		expect(beeps.slice(3)).toEqual([784, 784])
		scope.stop()
	})

	it('is heard for what comes soon after another: the worse at once, the rest later, and not what ended', async () => {
		const all = ref<Alert[] | null>([])
		const scope = effectScope()
		scope.run(() => useAlarm(() => all.value))
		const now = async (...alerts: Alert[]) => {
			all.value = alerts
			await nextTick()
			return beeps.splice(0)
		}
		expect(await now(alert(1, 1))).toEqual([587])
		expect(await now(alert(1, 1), alert(2, 2))).toEqual([784, 784])
		expect(await now(alert(1, 1), alert(2, 2), alert(3, 1), alert(4, 2))).toEqual([])
		expect(await now(alert(1, 1), alert(2, 2), alert(3, 1))).toEqual([])
		vi.advanceTimersByTime(QUIET_MS)
		expect(beeps.splice(0)).toEqual([587])
		vi.advanceTimersByTime(QUIET_MS * 5)
		expect(beeps).toEqual([])
		scope.stop()
	})

	it('is silent when muted, and remembers that', async () => {
		const all = ref<Alert[] | null>([])
		const scope = effectScope()
		const alarm = scope.run(() => useAlarm(() => all.value))!
		alarm.muted.value = true
		await nextTick()
		all.value = [alert(1, 3)]
		await nextTick()
		expect(beeps).toHaveLength(0)
		expect(effectScope().run(() => useAlarm(() => null))!.muted.value).toBe(true)
		scope.stop()
	})

	it('says that the browser keeps it silent, until a press opens it', async () => {
		running = false
		const all = ref<Alert[] | null>([])
		const scope = effectScope()
		const alarm = scope.run(() => useAlarm(() => all.value))!
		all.value = [alert(1, 2)]
		await nextTick()
		expect([alarm.blocked.value, beeps.length]).toEqual([true, 0])
		running = true
		await alarm.unblock()
		expect(alarm.blocked.value).toBe(false)
		expect(beeps).toEqual([784, 784])
		await alarm.unblock()
		expect(beeps).toEqual([784, 784, 587])
		scope.stop()
	})
})

describe('why a ticket was called', () => {
	it('shows what the rule saw: times, ranks, or nothing where its name says it', () => {
		const ms = Date.parse('2026-11-23T10:00:05.000+08:00')
		expect(seenBy('arrival', ms, ms + 60_000, 480)).toEqual({ mine: '10:00:05', other: '10:01:05' })
		expect(seenBy('class', 1, 2, 480)).toEqual({ mine: '1', other: '2' })
		expect(seenBy('value', -5, -1, 480)).toEqual({ mine: '5', other: '1' })
		expect(seenBy('ahead', 0, 1, 480)).toBeNull()
		expect(seenBy('overdue', ms, 9.2e18, 480)).toBeNull()
	})

	it('has words for every step', () => {
		expect(stepOf(event(1, 'ticket.held', { ticket: 1, window: 'w1', hold: 'put_back' })).key).toBe('heldBack')
		expect(stepOf(event(1, 'ticket.cancelled', { ticket: 1, by: 'manager' })).key).toBe('cancelledHall')
		expect(stepOf(event(1, 'ticket.transferred', { ticket: 1, to_window: 'w2' })).to.window).toBe('w2')
	})
})
