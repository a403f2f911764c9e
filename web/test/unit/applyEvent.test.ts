/* The picture of a hall after each kind of event (Q12). */
import { describe, expect, it } from 'vitest'

import type { HallEvent, State } from '../../src/api/types'
import { applyEvent, CALLS_MAX } from '../../src/live/applyEvent'
import { event, makeState } from '../fixtures'

const called = (seq: number) => event(seq, 'ticket.called', { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1' })

function after(state: State, ...events: HallEvent[]): State {
	return events.reduce((at, one) => {
		const applied = applyEvent(at, one)
		if (!applied) throw new Error(`${one.kind} cannot be applied`)
		return applied.state
	}, state)
}

const w1 = (state: State) => state.windows[0]!

describe('applyEvent', () => {
	it('takes a ticket into the queue and the counts', () => {
		const state = after(makeState(), event(11, 'ticket.taken', { ticket: 4, number: 'B001', service: 's2', class: 'k1', ahead: 0 }))
		expect(state.seq).toBe(11)
		expect(state.taken).toBe(4)
		expect(state.services[1]).toMatchObject({ waiting: 1, given: 1 })
		expect(state.waiting.at(-1)).toMatchObject({ ticket: 4, number: 'B001', since: state.at })
	})

	it('moves a called ticket from the queue to the window and to the top of the calls', () => {
		const state = after(makeState(), called(11))
		expect(state.waiting.map((entry) => entry.ticket)).toEqual([3])
		expect(state.services[0]?.waiting).toBe(1)
		expect(w1(state)).toMatchObject({ state: 'called', number: 'A002', class: 'k1', customer: '周先生', calls: 1, clerk_name: '王芳' })
		expect(state.calls[0]).toMatchObject({ number: 'A002', window_name: '一号窗口', calls: 1 })
	})

	it('keeps the English name of a window, also in its calls', () => {
		const windows = makeState().windows.map((window) => ({ ...window, name_en: 'Window 1' }))
		const state = after(makeState({ windows }), called(11), event(12, 'ticket.recalled', { ticket: 2, number: 'A002', window: 'w1', calls: 2 }))
		expect(w1(state).name_en).toBe('Window 1')
		expect(state.calls[0]?.window_name_en).toBe('Window 1')
		expect(after(state, event(13, 'window.paused', { window: 'w1' })).windows[0]?.name_en).toBe('Window 1')
	})

	it('keeps one call for each ticket, the last one first', () => {
		const state = after(makeState(), called(11), event(12, 'ticket.recalled', { ticket: 2, number: 'A002', window: 'w1', calls: 2 }))
		expect(state.calls).toHaveLength(1)
		expect(state.calls[0]?.calls).toBe(2)
		expect(w1(state).calls).toBe(2)
	})

	it('keeps no more calls than its limit', () => {
		let state = makeState()
		for (let i = 1; i <= CALLS_MAX + 5; i++) {
			state = after(state, event(10 + i, 'ticket.called', { ticket: 100 + i, number: `X${i}`, window: 'w1', clerk: 'c1', service: 's1' }))
		}
		expect(state.calls).toHaveLength(CALLS_MAX)
		expect(state.calls[0]?.number).toBe(`X${CALLS_MAX + 5}`)
	})

	it('serves and finishes', () => {
		const serving = after(makeState(), called(11), event(12, 'ticket.started', { ticket: 2, window: 'w1' }))
		expect(w1(serving).state).toBe('serving')
		const done = after(serving, event(13, 'ticket.finished', { ticket: 2, window: 'w1', clerk: 'c1', service: 's1', served_ms: 1 }))
		expect(w1(done)).toMatchObject({ state: 'free', ticket: null, number: null, clerk: 'c1' })
		expect(w1(done).customer).toBeUndefined()
		expect(done.served).toBe(2)
	})

	it('tells whose service ended last at a window, and that it was rated (Q14)', () => {
		const serving = after(makeState(), called(11), event(12, 'ticket.started', { ticket: 2, window: 'w1' }))
		const done = after(serving, event(13, 'ticket.finished', { ticket: 2, window: 'w1', clerk: 'c1', service: 's1', served_ms: 1 }))
		expect(w1(done)).toMatchObject({ finished: 2, finished_number: 'A002', finished_at: done.at })
		const next = after(done, event(14, 'ticket.called', { ticket: 3, number: 'A003', window: 'w1', clerk: 'c1', service: 's1' }))
		expect(w1(next)).toMatchObject({ number: 'A003', finished: 2, finished_number: 'A002' })
		expect(w1(next).rated).toBeUndefined()
		expect(w1(after(next, event(15, 'rating.given', { ticket: 2, level: 5 }))).rated).toBe(true)
	})

	it('keeps a held ticket beside the window and takes it back', () => {
		const held = after(makeState(), called(11), event(12, 'ticket.held', { ticket: 2, window: 'w1', hold: 'keep', served_ms: 1 }))
		expect(held.held).toMatchObject([{ ticket: 2, number: 'A002', clerk: 'c1', window: 'w1' }])
		expect(w1(held).state).toBe('free')
		const back = after(held, event(13, 'ticket.resumed', { ticket: 2, window: 'w1', clerk: 'c1' }))
		expect(back.held).toEqual([])
		expect(w1(back)).toMatchObject({ state: 'serving', ticket: 2, number: 'A002' })
	})

	it('waits with a ticket at the window and goes on', () => {
		const waiting = after(makeState(), called(11), event(12, 'ticket.held', { ticket: 2, window: 'w1', hold: 'wait', served_ms: 1 }))
		expect(w1(waiting)).toMatchObject({ state: 'waiting', ticket: 2 })
		const back = after(waiting, event(13, 'ticket.resumed', { ticket: 2, window: 'w1', clerk: 'c1' }))
		expect(w1(back)).toMatchObject({ state: 'serving', ticket: 2 })
	})

	it.each([
		['ticket.inserted', { ticket: 3, reason: '急' }, (s: State) => s.waiting[1]?.ahead === true && s.waiting[1].reason === '急'],
		['ticket.cancelled', { ticket: 3, by: 'customer' }, (s: State) => s.left === 1 && s.waiting.length === 1 && s.services[0]?.waiting === 1],
		['ticket.missed', { ticket: 9, window: 'w1', clerk: 'c1', ended: true }, (s: State) => s.missed === 1 && s.no_shows === 1 && w1(s).state === 'free'],
		['window.opened', { window: 'w2', clerk: 'c2' }, (s: State) => s.windows[1]?.clerk_name === '李伟' && s.clerks[1]?.window === 'w2'],
		['window.closed', { window: 'w1', clerk: 'c1' }, (s: State) => w1(s).state === 'closed' && w1(s).clerk === null && s.clerks[0]?.window === null],
		['window.paused', { window: 'w1', reason: '午休' }, (s: State) => w1(s).state === 'paused' && w1(s).reason === '午休'],
		['window.readied', { window: 'w1' }, (s: State) => w1(s).state === 'free'],
		['window.services_set', { window: 'w1', services: [{ service: 's2' }] }, (s: State) => w1(s).services.join() === 's2'],
		['service.paused', { service: 's1', reason: '维护' }, (s: State) => s.services[0]?.paused === true && s.services[0].reason === '维护'],
		['rating.given', { ticket: 1, level: 5 }, (s: State) => s.seq === 11],
	])('applies %s', (kind, fields, holds) => {
		expect(holds(after(makeState(), event(11, kind, fields)))).toBe(true)
	})

	it('forgets the reason when a service goes on', () => {
		const paused = after(makeState(), event(11, 'service.paused', { service: 's1', reason: '维护', ask: '台' }))
		const resumed = after(paused, event(12, 'service.resumed', { service: 's1' }))
		expect(resumed.services[0]).toEqual(makeState().services[0])
	})

	it('adds a service that follows to the window that has the ticket', () => {
		const state = after(makeState(), called(11), event(12, 'ticket.extended', { ticket: 2, service: 's2' }))
		expect(w1(state).then).toEqual(['s2'])
	})

	it('changes nothing for an event that is in the state already', () => {
		const state = makeState()
		expect(applyEvent(state, event(10, 'ticket.cancelled', { ticket: 3 }))).toEqual({ state, exact: true })
	})

	it.each([
		['a gap', 12, 'ticket.started', { window: 'w1' }],
		['an unknown kind', 11, 'ticket.teleported', {}],
		['a place in a queue', 11, 'ticket.missed', { ticket: 2, window: 'w1', ended: false }],
		['a ticket put back', 11, 'ticket.held', { ticket: 2, window: 'w1', hold: 'put_back' }],
		['a transfer', 11, 'ticket.transferred', { ticket: 2, window: 'w1', service: 's2' }],
		['a new configuration', 11, 'hall.configured', {}],
		['a new day', 11, 'day.opened', { date: '2026-11-24' }],
	])('asks for the state again after %s', (_, seq, kind, fields) => {
		expect(applyEvent(makeState(), event(seq, kind, fields))).toBeNull()
	})

	it('says when a detail of the window is a guess', () => {
		expect(applyEvent(makeState(), called(11))?.exact).toBe(false)
		expect(applyEvent(makeState(), event(11, 'ticket.started', { ticket: 2, window: 'w1' }))?.exact).toBe(true)
	})

	it('does not change the state that it was given', () => {
		const state = makeState()
		after(state, called(11))
		expect(state).toEqual(makeState())
	})

	it('raises, changes, takes on, lifts and closes an alert (M2)', () => {
		const raised = after(makeState(), event(11, 'alert.raised', {
			alert: 11, about: 'wait', level: 1, value: 15, service: 's1', ticket: 2,
		}))
		expect(raised.alerts).toEqual([{
			alert: 11, kind: 'wait', level: 1, value: 15, since: raised.at, escalated: false, service: 's1', ticket: 2, number: 'A002',
		}])
		const changed = after(raised, event(12, 'alert.changed', { alert: 11, level: 2, value: 20, ticket: 3 }))
		expect(changed.alerts[0]).toMatchObject({ level: 2, value: 20, ticket: 3, number: 'A003' })
		const taken = after(changed, event(13, 'alert.acknowledged', { alert: 11, owner: '大堂经理', after_ms: 1 }))
		expect(taken.alerts[0]).toMatchObject({ owner: '大堂经理', acknowledged_at: taken.at })
		const lifted = after(taken, event(14, 'alert.escalated', { alert: 11, level: 3, by: 'self' }))
		expect(lifted.alerts[0]).toMatchObject({ level: 3, escalated: true })
		expect(after(lifted, event(15, 'alert.closed', { alert: 11, by: 'self', open_ms: 1 })).alerts).toEqual([])
	})

	it('leaves a ticket out where an alert is about none any more, and other alerts alone (M2)', () => {
		const two = after(
			makeState(),
			event(11, 'alert.raised', { alert: 11, about: 'help', level: 1, value: 1, window: 'w1', note: '请来' }),
			event(12, 'alert.raised', { alert: 12, about: 'rating', level: 2, value: 1, ticket: 99 }),
		)
		expect(two.alerts[1]).not.toHaveProperty('number')
		const changed = after(two, event(13, 'alert.changed', { alert: 12, level: 1, value: 1 }))
		expect(changed.alerts[1]).not.toHaveProperty('ticket')
		expect(changed.alerts[0]).toEqual(two.alerts[0])
	})

	it('says that what to do about a new alert is not known', () => {
		const raised = event(11, 'alert.raised', { alert: 11, about: 'crowding', level: 3, value: 50 })
		expect(applyEvent(makeState(), raised)?.exact).toBe(false)
	})

	it('shows how devices are, and that one is paused (Q19, M4)', () => {
		const kiosk = { id: 'k1', kind: 'kiosk' as const, name: '取号机', state: 'ok' as const, since: makeState().at, paused: false }
		const silent = after(makeState({ devices: [kiosk] }), event(11, 'device.reported', { device: 'k1', state: 'silent', detail: '90 s' }))
		expect(silent.devices[0]).toMatchObject({ state: 'silent', detail: '90 s', since: silent.at })
		const still = after(silent, { ...event(12, 'device.reported', { device: 'k1', state: 'silent' }), at: '2026-11-23T16:09:00.000+08:00' })
		expect(still.devices[0]).not.toHaveProperty('detail')
		expect(still.devices[0]?.since).toBe(silent.at)
		const paused = after(still, event(13, 'device.paused', { device: 'k1', reason: '换纸' }))
		expect(paused.devices[0]).toMatchObject({ paused: true, reason: '换纸' })
		const resumed = after(paused, event(14, 'device.resumed', { device: 'k1' }))
		expect(resumed.devices[0]?.paused).toBe(false)
		expect(resumed.devices[0]).not.toHaveProperty('reason')
	})
})
