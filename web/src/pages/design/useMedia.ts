/* The media library: files, uploads in parts with their progress, removal that can be taken back for a while. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'

import type { Problem } from '../../api/client'
import type { MediaList, Upload } from '../../api/types'
import type { HallStore } from '../../live/hallStore'
import { useClient } from '../../live/useHall'

export const UNDO_MS = 8_000
const TRIES = 4

export function useMedia(store: HallStore) {
	const client = useClient()
	const list = shallowRef<MediaList | null>(null)
	const problem = shallowRef<Problem | null>(null)
	/* 0 to 1 while a file is on its way. */
	const progress = ref<number | null>(null)
	const removing = ref<{ media: string; name: string } | null>(null)
	let timer: ReturnType<typeof setTimeout> | undefined

	const files = computed(() => list.value?.media.filter((file) => file.media !== removing.value?.media) ?? null)
	const urlOf = (media: string) => `/v1/halls/${encodeURIComponent(store.hall)}/media/${media}`

	async function load(): Promise<void> {
		const outcome = await client.read<MediaList>(store.hall, 'media')
		problem.value = outcome.ok ? null : outcome
		if (outcome.ok) list.value = outcome.value
	}

	/* A part that got lost is sent again; the server knows those that it has. */
	async function sendPart(file: Blob, upload: Upload): Promise<Upload | null> {
		const from = upload.have * upload.part_bytes
		const part = file.slice(from, from + upload.part_bytes)
		for (let i = 0; i < TRIES; i++) {
			const outcome = await client.send<Upload>(store.hall, `uploads/${upload.upload}?part=${upload.have}`, part)
			problem.value = outcome.ok ? null : outcome
			if (outcome.ok) return outcome.value
			if (outcome.why !== 'unreachable' && !(outcome.why === 'fault' && outcome.status === 503)) return null
		}
		return null
	}

	/* The name of the file in designs; null where it did not arrive, and `problem` says why. */
	async function add(file: File): Promise<string | null> {
		progress.value = 0
		const begun = await client.send<Upload>(store.hall, 'media', { name: file.name.slice(0, 128), bytes: file.size })
		problem.value = begun.ok ? null : begun
		let upload: Upload | null = begun.ok ? begun.value : null
		while (upload && !upload.media) {
			upload = await sendPart(file, upload)
			if (upload) progress.value = upload.have / upload.parts
		}
		progress.value = null
		if (!upload?.media) return null
		await load()
		return upload.media
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

	onScopeDispose(() => void finish())
	return { files, list, problem, progress, removing, urlOf, load, add, remove, keep }
}
