/* Screens that are registered devices: signs of life and receipts (Q12, Q19). */
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'

import type { DeviceKind } from '../../src/api/types'
import { BEAT_MS, BEAT_RETRY_MS, useDevice, type ThisDevice } from '../../src/live/useDevice'
import { SETTLE_MS, type HallStore } from '../../src/live/hallStore'
import { useHall } from '../../src/live/useHall'
import { AT, event, FakeServer, json, makeState, show } from '../fixtures'

const CALL = { ticket: 2, number: 'A002', window: 'w1', clerk: 'c1', service: 's1', rule: 'arrival', candidates: 2, waited_ms: 1000 }
const FRAME_MS = 20

describe('useDevice', () => {
	let server: FakeServer
	let page: VueWrapper
	let device: ThisDevice
	let store: HallStore

	async function open(kind: DeviceKind, search: string): Promise<void> {
		history.replaceState(null, '', `/board/h1${search}`)
		const Page = defineComponent({
			setup() {
				store = useHall('h1')
				device = useDevice(store, kind)
				return () => h('p')
			},
		})
		page = await show(Page, server, {})
		await vi.advanceTimersByTimeAsync(FRAME_MS)
	}

	const hide = (state: DocumentVisibilityState) => {
		Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
		document.dispatchEvent(new Event('visibilitychange'))
	}

	beforeEach(() => {
		vi.useFakeTimers({ now: new Date(AT) })
		server = new FakeServer()
	})

	afterEach(() => {
		page.unmount()
		hide('visible')
		history.replaceState(null, '', '/')
		vi.useRealTimers()
	})

	it('says nothing without a name in the address', async () => {
		await open('board', '')
		await vi.advanceTimersByTimeAsync(BEAT_MS * 4)
		expect(server.beats).toEqual([])
		expect(device.id).toBe(null)
	})

	it('beats as often as the server asks, and no more when it has left', async () => {
		server.heard = () => json({ next_s: 7 })
		await open('kiosk', '?device=k1')
		expect(server.beats).toEqual([{ device: 'k1', said: { state: 'ok' } }])
		await vi.advanceTimersByTimeAsync(7_000)
		expect(server.beats.length).toBe(2)
		page.unmount()
		await vi.advanceTimersByTimeAsync(BEAT_MS * 4)
		expect(server.beats.length).toBe(2)
	})

	it('tries again soon after a beat that was not heard, and later where it is not known', async () => {
		server.heard = () => json({ error: 'BUSY', message: '忙', hint: '稍后' }, 503)
		await open('kiosk', '?device=k1')
		await vi.advanceTimersByTimeAsync(BEAT_RETRY_MS)
		expect(server.beats.length).toBe(2)
		server.heard = () => json({ error: 'DEVICE_UNKNOWN', message: '没有', hint: '登记' }, 404)
		await vi.advanceTimersByTimeAsync(BEAT_RETRY_MS)
		expect(server.beats.length).toBe(3)
		await vi.advanceTimersByTimeAsync(BEAT_RETRY_MS)
		expect(server.beats.length).toBe(3)
		await vi.advanceTimersByTimeAsync(BEAT_MS)
		expect(server.beats.length).toBe(4)
	})

	it('tells at once that a call is on the board, and that it was called again', async () => {
		await open('board', '?device=b1')
		server.beats = []
		server.push(event(11, 'ticket.called', CALL))
		await vi.advanceTimersByTimeAsync(FRAME_MS)
		expect(server.beats).toEqual([{ device: 'b1', said: { state: 'ok', shown: 11 } }])
		server.push(event(12, 'ticket.recalled', { ticket: 2, number: 'A002', window: 'w1', calls: 2 }))
		await vi.advanceTimersByTimeAsync(FRAME_MS)
		expect(server.beats.at(-1)?.said).toEqual({ state: 'ok', shown: 12 })
		server.push(event(13, 'window.paused', { window: 'w1' }))
		await vi.advanceTimersByTimeAsync(FRAME_MS)
		expect(server.beats.length).toBe(2)
	})

	it('has shown nothing while nobody can see it, and beats on', async () => {
		await open('board', '?device=b1')
		hide('hidden')
		server.beats = []
		server.push(event(11, 'ticket.called', CALL))
		await vi.advanceTimersByTimeAsync(BEAT_MS)
		expect(server.beats).toEqual([{ device: 'b1', said: { state: 'ok', shown: 10 } }])
		hide('visible')
		await vi.advanceTimersByTimeAsync(FRAME_MS)
		expect(server.beats.at(-1)?.said).toMatchObject({ shown: 11 })
	})

	it('tells what it has spoken', async () => {
		await open('voice', '?device=v1')
		server.beats = []
		device.spoke(11)
		device.spoke(9)
		await vi.advanceTimersByTimeAsync(0)
		expect(server.beats.map(({ said }) => said)).toEqual([{ state: 'ok', spoken: 11 }, { state: 'ok', spoken: 11 }])
	})

	it('gives the receipt of what it has spoken once, and until it was heard', async () => {
		await open('voice', '?device=v1')
		server.beats = []
		server.heard = () => json({ error: 'BUSY', message: '忙', hint: '稍后' }, 503)
		device.spoke(11)
		await vi.advanceTimersByTimeAsync(0)
		server.heard = () => json({ next_s: 30 })
		await vi.advanceTimersByTimeAsync(BEAT_RETRY_MS + BEAT_MS)
		expect(server.beats.map(({ said }) => said)).toEqual([{ state: 'ok', spoken: 11 }, { state: 'ok', spoken: 11 }, { state: 'ok' }])
	})

	/* As the server does: no receipt of what the hall has not reached. */
	const refuseAhead = () => {
		server.heard = () => {
			const { shown = 0, spoken = 0 } = server.beats.at(-1)!.said as { shown?: number; spoken?: number }
			const ahead = Math.max(shown, spoken) > server.state.seq
			return ahead ? json({ error: 'BODY_INVALID', message: '不对', hint: '改正', field: 'shown' }, 400) : json({ next_s: 30 })
		}
	}

	it.each(['board', 'voice'] as const)('starts again by itself when the hall was restored from a backup: %s', async (kind) => {
		refuseAhead()
		await open(kind, '?device=d1')
		server.state = makeState({ seq: 4, calls: [] })
		server.beats = []
		if (kind === 'voice') device.spoke(10)
		await vi.advanceTimersByTimeAsync(BEAT_MS + FRAME_MS)
		expect(server.beats[0]?.said).toMatchObject(kind === 'voice' ? { spoken: 10 } : { shown: 10 })
		expect(server.beats[1]?.said).toEqual({ state: 'ok' })
		await vi.advanceTimersByTimeAsync(BEAT_MS)
		expect(server.beats.slice(2).map(({ said }) => said.shown ?? said.spoken ?? 0).every((seq) => Number(seq) <= 4)).toBe(true)
		if (kind === 'board') expect(server.beats.at(-1)?.said.shown).toBe(4)
		server.push(event(5, 'ticket.called', CALL))
		if (kind === 'voice') device.spoke(5)
		await vi.advanceTimersByTimeAsync(FRAME_MS)
		expect(server.beats.at(-1)?.said).toEqual({ state: 'ok', [kind === 'voice' ? 'spoken' : 'shown']: 5 })
	})

	it('forgets what it has spoken in a past that the hall has left, also where that has come further since', async () => {
		await open('voice', '?device=v1')
		server.heard = () => json({ error: 'BUSY', message: '忙', hint: '稍后' }, 503)
		device.spoke(10)
		server.state = makeState({ seq: 4 })
		await vi.advanceTimersByTimeAsync(0)
		await store.refresh()
		await vi.advanceTimersByTimeAsync(SETTLE_MS)
		for (let seq = 5; seq <= 11; seq++) server.push(event(seq, 'window.paused', { window: 'w1' }))
		server.beats = []
		await vi.advanceTimersByTimeAsync(BEAT_RETRY_MS)
		expect(server.beats.map(({ said }) => said)).toEqual([{ state: 'ok' }])
	})

	it('knows why its printer prints nothing: by the hall where that says, else by the last beat', async () => {
		server.heard = () => json({ next_s: 30, printer: 'p1', printer_state: 'paper_out' })
		await open('kiosk', '?device=k1')
		expect(device.printerTrouble.value).toBe('paper_out')
		server.state = makeState({
			devices: [{ id: 'p1', kind: 'printer', name: '打印机', state: 'paper_low', since: AT, paused: false }],
		})
		page.unmount()
		await open('kiosk', '?device=k1')
		expect(device.printerTrouble.value).toBe(null)
	})
})
