/* A pack of recordings (Q13): what the hall's calls need and have, and files that are to become pieces of it. A file is
 * read and made what the server keeps as soon as it is chosen, so that it is heard, and its faults are seen, before
 * anything is sent. Each file stands for itself: what goes wrong with one is said of it, and the others go on. */
import { computed, inject, ref, shallowRef, type InjectionKey } from 'vue'

import type { Outcome, Problem } from '../../api/client'
import type { VoiceLanguage, VoicePack, VoicePiece } from '../../api/voice'
import { openSpeaker } from '../../live/speaker'
import { SPEAKER } from '../../live/useVoice'
import { useClient } from '../../live/useHall'
import { keyOf, matchPiece } from './matchPiece'
import { decode, FILE_BYTES_MAX, LONGEST_S, secondsOf, SHORTEST_S, waveOf, type Decode } from './wave'

export const DECODE: InjectionKey<Decode> = Symbol('decode')
/* As many as a hall can have, and some; a folder of music is not meant. */
export const FILES_MAX = 1_000

export type Fault = 'unreadable' | 'short' | 'long' | 'big'
export type Stage = 'reading' | 'bad' | 'ready' | 'sending' | 'sent' | 'failed'

export interface Upload {
	id: number
	name: string
	/* Language and name of the piece; empty while it is none. */
	key: string
	stage: Stage
	fault: Fault | null
	problem: Problem | null
	seconds: number
	wave: ArrayBuffer | null
}

const pathOf = (file: File) => file.webkitRelativePath || file.name
const pathTo = (key: string) => `voice/pack/${key.split('/').map(encodeURIComponent).join('/')}`

export function useRecordings(hall: string) {
	const client = useClient()
	const read = inject(DECODE, () => decode, true)
	const speaker = inject(SPEAKER, () => openSpeaker, true)()
	const pieces = shallowRef<readonly VoicePiece[] | null>(null)
	const problem = ref<Problem | null>(null)
	const uploads = shallowRef<readonly Upload[]>([])
	const tooMany = ref(false)
	const sending = ref(false)
	const playing = ref('')
	let ids = 0

	const languages = computed(() => [...new Set((pieces.value ?? []).map((one) => one.language))])

	async function load(): Promise<boolean> {
		const outcome = await client.read<VoicePack>(hall, 'voice/pack')
		problem.value = outcome.ok ? null : outcome
		if (outcome.ok) pieces.value = outcome.value.pieces
		return outcome.ok
	}

	/* Files for the same piece: none of them is sent before somebody says which. */
	const twice = computed(() => {
		const [seen, again] = [new Set<string>(), new Set<string>()]
		for (const { key, stage } of uploads.value) {
			if (!key || stage === 'sent' || stage === 'bad') continue
			if (seen.has(key)) again.add(key)
			seen.add(key)
		}
		return again
	})
	const due = computed(() => uploads.value.filter((one) => one.key && !twice.value.has(one.key) && (one.stage === 'ready' || one.stage === 'failed')))
	const sent = computed(() => uploads.value.filter((one) => one.stage === 'sent').length)

	function patch(id: number, change: Partial<Upload>): void {
		uploads.value = uploads.value.map((one) => (one.id === id ? { ...one, ...change } : one))
	}

	async function open(id: number, file: File): Promise<void> {
		const bad = (fault: Fault) => patch(id, { stage: 'bad', fault })
		if (file.size > FILE_BYTES_MAX) return bad('big')
		try {
			const channels = await read(await file.arrayBuffer())
			const seconds = secondsOf(channels)
			if (seconds < SHORTEST_S) return bad('short')
			if (seconds > LONGEST_S) return bad('long')
			patch(id, { stage: 'ready', seconds, wave: waveOf(channels) })
		} catch {
			bad('unreadable')
		}
	}

	async function add(files: readonly File[], language: VoiceLanguage): Promise<void> {
		const room = FILES_MAX - uploads.value.length
		tooMany.value = files.length > room
		const mine = files.slice(0, room).map((file) => ({ file, id: ++ids }))
		uploads.value = [
			...uploads.value,
			...mine.map(({ file, id }): Upload => {
				const piece = matchPiece(pathOf(file), pieces.value ?? [], language)
				return { id, name: pathOf(file), key: piece ? keyOf(piece) : '', stage: 'reading', fault: null, problem: null, seconds: 0, wave: null }
			}),
		]
		for (const { file, id } of mine) await open(id, file)
	}

	async function send(upload: Upload): Promise<void> {
		patch(upload.id, { stage: 'sending', problem: null })
		const outcome: Outcome<object> = await client.put(hall, pathTo(upload.key), new Blob([upload.wave!], { type: 'audio/wav' }))
		patch(upload.id, outcome.ok ? { stage: 'sent' } : { stage: 'failed', problem: outcome })
	}

	async function sendAll(): Promise<void> {
		if (sending.value) return
		sending.value = true
		for (const upload of due.value) await send(upload)
		await load()
		sending.value = false
	}

	async function remove(piece: VoicePiece): Promise<boolean> {
		const outcome = await client.remove(hall, pathTo(keyOf(piece)))
		problem.value = outcome.ok ? null : outcome
		return outcome.ok && (await load())
	}

	/* `what` is known by `as` while it sounds. */
	async function play(as: string, what: () => Promise<ArrayBuffer | null>): Promise<void> {
		if (playing.value) return
		playing.value = as
		const sound = (await speaker.ready()) ? await what() : null
		if (sound) await speaker.play([sound], { repeats: 1, pauseMs: 0, volume: 100 })
		playing.value = ''
	}

	return {
		pieces, languages, problem, uploads, twice, due, sent, tooMany, sending, playing, load, add, patch, sendAll, remove,
		drop: (id: number) => (uploads.value = uploads.value.filter((one) => one.id !== id)),
		clear: () => (uploads.value = []),
		playUpload: (upload: Upload) => play(`file ${upload.id}`, async () => upload.wave?.slice(0) ?? null),
		playPiece: (piece: VoicePiece) => play(keyOf(piece), () => client.bytes(hall, pathTo(keyOf(piece)))),
		close: () => speaker.close(),
	}
}
