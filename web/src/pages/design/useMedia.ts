/* The media library: files, uploads in parts with their progress, that wait for a place and can be stopped, removal that can be taken back for a while. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

import type { Problem } from '../../api/client'
import type { MediaList, Upload } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'

export const UNDO_MS = 8_000
const TRIES = 4
const RETRY_MS = 1_000
/* Longer than a place is held by an upload that nobody goes on with. */
export const PLACE_WAIT_MS = 90_000

export function useMedia(store: HallStore) {
	const client = useClient()
	const list = shallowRef<MediaList | null>(null)
	const problem = shallowRef<Problem | null>(null)
	/* 0 to 1 while a file is on its way. */
	const progress = ref<number | null>(null)
	/* While others have all places. */
	const waiting = ref(false)
	let under: Upload | null = null
	let stopping: AbortController | null = null
	/* The same file, begun anew at once, is not taken for the one to be removed. */
	let givenUp: Promise<void> = Promise.resolve()
	const removing = ref<{ media: string; name: string } | null>(null)
	let timer: ReturnType<typeof setTimeout> | undefined

	const files = computed(() => list.value?.media.filter((file) => file.media !== removing.value?.media) ?? null)
	const urlOf = (media: string) => `/v1/halls/${encodeURIComponent(store.hall)}/media/${media}`

	async function load(): Promise<void> {
		const outcome = await client.read<MediaList>(store.hall, 'media')
		problem.value = outcome.ok ? null : outcome
		if (outcome.ok) list.value = outcome.value
	}

	/* Over early where the upload is stopped meanwhile. */
	function pause(ms: number, stop: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			const done = (): void => {
				clearTimeout(wait)
				stop.removeEventListener('abort', done)
				resolve()
			}
			const wait = setTimeout(done, ms)
			stop.addEventListener('abort', done)
		})
	}

	const isBusy = (outcome: Problem) => outcome.why === 'fault' && outcome.status === 503
	const afterMs = (outcome: Problem) => (outcome.why === 'fault' && outcome.retryMs) || RETRY_MS

	/* A few uploads are under way at once in a hall: where the places are taken, one comes free before long. */
	async function begin(file: File, stop: AbortSignal): Promise<Upload | null> {
		const until = Date.now() + PLACE_WAIT_MS
		while (!stop.aborted) {
			const begun = await client.send<Upload>(store.hall, 'media', { name: file.name.slice(0, 128), bytes: file.size })
			if (begun.ok) return begun.value
			if (!isBusy(begun) || Date.now() >= until) {
				problem.value = begun
				return null
			}
			waiting.value = true
			await pause(afterMs(begun), stop)
		}
		return null
	}

	/* A part that got lost is sent again; the server knows those that it has. */
	async function sendPart(file: Blob, upload: Upload, stop: AbortSignal): Promise<Upload | null> {
		const from = upload.have * upload.part_bytes
		const part = file.slice(from, from + upload.part_bytes)
		for (let i = 0; i < TRIES && !stop.aborted; i++) {
			const outcome = await client.send<Upload>(store.hall, `uploads/${upload.upload}?part=${upload.have}`, part, { stop })
			problem.value = outcome.ok || stop.aborted ? null : outcome
			if (outcome.ok) return outcome.value
			if (outcome.why !== 'unreachable' && !isBusy(outcome)) return null
			await pause(afterMs(outcome), stop)
		}
		return null
	}

	/* The file that the upload made, where it became whole before it was given up. One that the library had already is
	 * none: such an upload is not known any more. */
	async function madeBy(upload: Upload, there: MediaList): Promise<string | null> {
		const before = new Set(list.value?.media.map((file) => file.media))
		const fresh = there.media.filter((file) => !before.has(file.media))
		if (fresh.length === 0) return null
		const made = await client.send<Upload>(store.hall, `uploads/${upload.upload}?part=0`, new Blob())
		return fresh.find((file) => made.ok && file.media === made.value.media)?.media ?? null
	}

	/* Its place is free for others at once. A file that became whole in that moment is no upload to be given up: it is
	 * removed as a file, and where that fails, that is said. */
	async function giveUp(upload: Upload): Promise<void> {
		const given = await client.send<MediaList>(store.hall, `uploads/${upload.upload}/abort`, {}, { last: true })
		if (!given.ok) {
			if (upload.have === upload.parts - 1) problem.value ??= given
			return
		}
		const media = await madeBy(upload, given.value)
		if (!media) return
		const gone = await client.send<MediaList>(store.hall, `media/${media}/remove`, {})
		list.value = gone.ok ? gone.value : given.value
		if (!gone.ok) problem.value = gone
	}

	async function sendAll(file: File, stop: AbortSignal): Promise<string | null> {
		under = await begin(file, stop)
		waiting.value = false
		while (under && !stop.aborted) {
			const next: Upload | null = await sendPart(file, under, stop)
			if (!next || stop.aborted) break
			under = next
			progress.value = next.have / next.parts
			if (next.media) return next.media
		}
		if (under) givenUp = giveUp(under)
		return null
	}

	/* The name of the file in designs; null where it did not arrive, and `problem` says why unless it was stopped. */
	async function add(file: File): Promise<string | null> {
		stopping = new AbortController()
		problem.value = null
		progress.value = 0
		await givenUp
		const media = await sendAll(file, stopping.signal)
		stopping = null
		under = null
		waiting.value = false
		progress.value = null
		if (media) await load()
		return media
	}

	/* Stops the upload under way. Said at once, for the page may be about to go; once it is gone, nobody is there to remove
	 * a file that became whole. */
	function stop(): void {
		stopping?.abort()
		if (under) givenUp = giveUp(under)
		under = null
	}

	async function finish(): Promise<void> {
		clearTimeout(timer)
		const gone = removing.value
		if (!gone) return
		const outcome = await client.send<MediaList>(store.hall, `media/${gone.media}/remove`, {})
		problem.value = outcome.ok ? null : outcome
		if (outcome.ok) list.value = outcome.value
		if (removing.value === gone) removing.value = null
	}

	async function remove(media: string, name: string): Promise<void> {
		await finish()
		removing.value = { media, name }
		timer = setTimeout(() => void finish(), UNDO_MS)
	}

	function keep(): void {
		clearTimeout(timer)
		removing.value = null
	}

	/* A page that goes, to its cache too, sends no more parts. */
	addEventListener('pagehide', stop)
	onScopeDispose(() => {
		removeEventListener('pagehide', stop)
		stop()
		void finish()
	})
	return { files, list, problem, progress, waiting, removing, urlOf, load, add, stop, remove, keep }
}
