/* The player of calls (Q13): one after the other, told when it is done, never begun too late, never at a loss. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { createVoiceApi, NEXT_TIMEOUT_MS, WAIT_S, type VoiceApi, type VoiceCall, type VoiceNext } from '../../src/api/voice'
import { openSpeaker, type Speaker } from '../../src/live/speaker'
import { createVoice, PACE_MS, RETRY_MS, SPOKEN_KEPT, type Voice } from '../../src/live/voice'
import { json } from '../fixtures'

const DURATION_MS = 4_000

const call = (announcement: number, change: Partial<VoiceCall> = {}): VoiceCall => ({
	announcement, number: `A${announcement}`, window: 'w1', window_name: '1号窗口',
	parts: [{ language: 'mandarin', text: '请', url: `/sound/${announcement}`, duration_ms: DURATION_MS }],
	repeats: 2, volume: 50, pause_ms: 400, duration_ms: DURATION_MS, lease_ms: DURATION_MS + 8_000,
	...change,
})

/* A server that hands out what lies in `calls`, and waits where there is nothing. */
class Hall implements VoiceApi {
	calls: VoiceCall[] = []
	state: VoiceNext['state'] = 'ready'
	down = false
	told: [number, boolean][] = []
	waits: number[] = []
	soundMs = 0
	soundless = false

	async next(_player: string, waitS: number, signal: AbortSignal): Promise<VoiceNext | null> {
		this.waits.push(waitS)
		if (this.down) return null
		if (!this.calls[0] && waitS > 0) await new Promise<void>((resolve) => {
			const timer = setInterval(() => (this.calls[0] || this.down || signal.aborted) && end(), 10)
			const overdue = setTimeout(() => end(), waitS * 1_000)
			const end = () => {
				clearInterval(timer)
				clearTimeout(overdue)
				resolve()
			}
		})
		if (this.down) return null
		const next = this.calls.shift()
		return { zone: 'hall', state: this.state, ...(next ? { call: next } : {}), coming: this.calls }
	}

	async done(_player: string, announcement: number, spoken: boolean): Promise<boolean> {
		if (this.down) return false
		this.told.push([announcement, spoken])
		return true
	}

	async sound(url: string): Promise<ArrayBuffer | null> {
		if (this.soundMs > 0) await new Promise((resolve) => setTimeout(resolve, this.soundMs))
		return this.soundless ? null : new TextEncoder().encode(url).buffer as ArrayBuffer
	}
}

class Ear implements Speaker {
	allowed = true
	works = true
	playing = 0
	most = 0
	heard: string[] = []
	how: object = {}
	closed = false

	ready = async () => this.allowed
	async play(sounds: readonly ArrayBuffer[], how: object): Promise<boolean> {
		this.how = how
		this.most = Math.max(this.most, ++this.playing)
		await new Promise((resolve) => setTimeout(resolve, DURATION_MS))
		this.playing--
		if (this.works) this.heard.push(...sounds.map((sound) => new TextDecoder().decode(sound)))
		return this.works
	}
	close(): void {
		this.closed = true
	}
}

describe('voice', () => {
	let hall: Hall
	let ear: Ear
	let voice: Voice

	beforeEach(() => {
		vi.useFakeTimers()
		hall = new Hall()
		ear = new Ear()
		voice = createVoice({ api: hall, speaker: ear, device: 'v1', now: () => Date.now() })
	})
	afterEach(() => {
		voice.stop()
		vi.useRealTimers()
	})

	it('knows at once how the voice does, then waits', async () => {
		voice.start()
		await vi.advanceTimersByTimeAsync(10)
		expect(voice.status.value).toBe('ready')
		expect(hall.waits).toEqual([0, WAIT_S])
	})

	it('holds no connection while its browser has none to spare, and speaks all the same', async () => {
		voice = createVoice({ api: hall, speaker: ear, device: 'v1', mayWait: () => false, now: () => Date.now() })
		voice.start()
		await vi.advanceTimersByTimeAsync(3 * PACE_MS)
		expect(hall.waits.length).toBeGreaterThan(2)
		expect(new Set(hall.waits)).toEqual(new Set([0]))
		hall.calls = [call(1)]
		await vi.advanceTimersByTimeAsync(2 * PACE_MS)
		expect(voice.speaking.value?.number).toBe('A1')
	})

	it('speaks call after call, never two at once, and says so', async () => {
		hall.calls = [call(1), call(2), call(3)]
		voice.start()
		await vi.advanceTimersByTimeAsync(10)
		expect(voice.speaking.value?.number).toBe('A1')
		expect(voice.coming.value.map((one) => one.number)).toEqual(['A2', 'A3'])
		expect(ear.how).toEqual({ repeats: 2, pauseMs: 400, volume: 50 })
		await vi.advanceTimersByTimeAsync(4 * DURATION_MS)
		expect(ear.heard).toEqual(['/sound/1', '/sound/2', '/sound/3'])
		expect(hall.told).toEqual([[1, true], [2, true], [3, true]])
		expect(ear.most).toBe(1)
		expect(voice.spoken.value.map((one) => one.announcement)).toEqual([3, 2, 1])
	})

	it('hands back what it cannot speak', async () => {
		hall.calls = [call(1)]
		hall.soundless = true
		voice.start()
		await vi.advanceTimersByTimeAsync(DURATION_MS)
		expect(hall.told).toEqual([[1, false]])
		hall.soundless = false
		ear.works = false
		hall.calls = [call(2)]
		await vi.advanceTimersByTimeAsync(2 * DURATION_MS)
		expect(hall.told).toEqual([[1, false], [2, false]])
		expect(voice.spoken.value).toEqual([])
	})

	it('does not begin what it may not end in time', async () => {
		hall.calls = [call(1)]
		hall.soundMs = 6_000
		voice.start()
		await vi.advanceTimersByTimeAsync(6_100)
		expect(hall.told).toEqual([[1, false]])
		expect(ear.heard).toEqual([])
	})

	it('goes on saying that it has spoken until the server knows', async () => {
		hall.calls = [call(1)]
		voice.start()
		await vi.advanceTimersByTimeAsync(DURATION_MS / 2)
		hall.down = true
		await vi.advanceTimersByTimeAsync(DURATION_MS)
		expect(hall.told).toEqual([])
		hall.down = false
		await vi.advanceTimersByTimeAsync(RETRY_MS)
		expect(hall.told).toEqual([[1, true]])
		expect(ear.heard).toEqual(['/sound/1'])
	})

	it('says that the server is away, and goes on by itself', async () => {
		hall.down = true
		voice.start()
		await vi.advanceTimersByTimeAsync(10)
		expect(voice.status.value).toBe('lost')
		hall.down = false
		hall.calls = [call(1)]
		await vi.advanceTimersByTimeAsync(RETRY_MS + DURATION_MS + 10)
		expect(hall.told).toEqual([[1, true]])
	})

	it('asks for nothing while the browser keeps it silent, and speaks at a touch', async () => {
		ear.allowed = false
		hall.calls = [call(1)]
		voice.start()
		await vi.advanceTimersByTimeAsync(3 * RETRY_MS)
		expect(voice.status.value).toBe('blocked')
		expect(hall.waits).toEqual([])
		ear.allowed = true
		voice.touched()
		await vi.advanceTimersByTimeAsync(10)
		expect(voice.speaking.value?.number).toBe('A1')
	})

	it('gives back what it is speaking when its page goes', async () => {
		hall.calls = [call(1)]
		voice.start()
		await vi.advanceTimersByTimeAsync(DURATION_MS / 2)
		voice.leave()
		voice.stop()
		expect(hall.told).toEqual([[1, false]])
		expect(ear.closed).toBe(true)
	})

	it('keeps nothing of a thousand calls but the last few', async () => {
		hall.calls = Array.from({ length: 1_000 }, (_, i) => call(i + 1))
		voice.start()
		await vi.advanceTimersByTimeAsync(1_001 * (DURATION_MS + 10))
		expect(hall.told).toHaveLength(1_000)
		expect(voice.spoken.value).toHaveLength(SPOKEN_KEPT)
		expect(vi.getTimerCount()).toBeLessThan(5)
	})
})

describe('the voice over HTTP', () => {
	it('asks as the server wants to be asked, and takes what it cannot read for no answer', async () => {
		const sent: [string, unknown][] = []
		let answer = () => json({ zone: 'z 1', state: 'quiet' })
		const api = createVoiceApi({
			hall: 'h1', zone: 'z 1',
			fetch: async (input, init) => {
				sent.push([String(input), JSON.parse(String(init?.body))])
				return answer()
			},
		})
		const { signal } = new AbortController()
		expect(await api.next('p', 25, signal)).toEqual({ zone: 'z 1', state: 'quiet' })
		expect(await api.done('p', 7, true)).toBe(true)
		expect(sent).toEqual([
			['/v1/halls/h1/voice/z%201/next', { player: 'p', wait: 25 }],
			['/v1/halls/h1/voice/z%201/done', { player: 'p', announcement: 7, spoken: true }],
		])
		answer = () => json({ error: 'BUSY' }, 503)
		expect(await api.next('p', 0, signal)).toBeNull()
		expect(await api.done('p', 7, true)).toBe(false)
		answer = () => new Response('<html>', { status: 200 })
		expect(await api.next('p', 0, signal)).toBeNull()
		expect(NEXT_TIMEOUT_MS).toBeGreaterThan(WAIT_S * 1_000)
	})
})

/* A context whose clock and state the test sets. */
class Context {
	state = 'suspended'
	currentTime = 5
	destination = {}
	starts: number[] = []
	last: { onended: (() => void) | null } | null = null
	allowed = true
	stuck = false

	async resume(): Promise<void> {
		if (!this.allowed) await new Promise(() => undefined)
		this.state = 'running'
	}
	async close(): Promise<void> {
		this.state = 'closed'
	}
	async decodeAudioData(): Promise<{ duration: number }> {
		return { duration: 2 }
	}
	createGain() {
		return { gain: { value: 1 }, connect: () => undefined, disconnect: () => undefined }
	}
	createBufferSource() {
		const source = { onended: null, buffer: null, connect: () => undefined, start: (at: number) => void this.starts.push(at) }
		this.last = source
		return source
	}
}

describe('speaker', () => {
	const how = { repeats: 2, pauseMs: 500, volume: 100 }
	const sounds = [new ArrayBuffer(2), new ArrayBuffer(2)]

	beforeEach(() => void vi.useFakeTimers())
	afterEach(() => void vi.useRealTimers())

	it('plays every language in every round, one behind the other, in one context', async () => {
		const made: Context[] = []
		const speaker = openSpeaker(() => {
			made.push(new Context())
			return made.at(-1) as unknown as AudioContext
		})
		for (let i = 0; i < 3; i++) {
			expect(await speaker.ready()).toBe(true)
			const heard = speaker.play(sounds, how)
			await vi.advanceTimersByTimeAsync(0)
			made[0]!.last!.onended!()
			expect(await heard).toBe(true)
		}
		expect(made).toHaveLength(1)
		expect(made[0]!.starts.slice(0, 4).map((at) => Math.round((at - made[0]!.starts[0]!) * 1_000))).toEqual([0, 2_500, 5_000, 7_500])
	})

	it('is not ready while the browser wants a touch', async () => {
		const context = new Context()
		context.allowed = false
		const speaker = openSpeaker(() => context as unknown as AudioContext)
		const ready = speaker.ready()
		await vi.advanceTimersByTimeAsync(1_000)
		expect(await ready).toBe(false)
		expect(await openSpeaker(() => { throw new Error('no sound card') }).ready()).toBe(false)
	})

	it('gives up on a context that stands still, and takes another', async () => {
		const made: Context[] = []
		const speaker = openSpeaker(() => {
			made.push(new Context())
			return made.at(-1) as unknown as AudioContext
		})
		await speaker.ready()
		const heard = speaker.play(sounds, how)
		await vi.advanceTimersByTimeAsync(60_000)
		expect(await heard).toBe(false)
		expect(made[0]!.state).toBe('closed')
		expect(await speaker.ready()).toBe(true)
		expect(made).toHaveLength(2)
	})
})
