/* Pieces to choose from, as one list for all rows: a pack has hundreds, and as many files may be chosen at once. */
import { computed, type ComputedRef } from 'vue'

import type { VoicePiece } from '../../api/voice'
import { keyOf } from './matchPiece'

export interface PieceOption {
	key: string
	name: string
}

const NONE: readonly PieceOption[] = []

export function usePieceOptions(pieces: () => readonly VoicePiece[], nameOf: (piece: VoicePiece) => string) {
	const all: ComputedRef<readonly PieceOption[]> = computed(() => pieces().map((piece) => ({ key: keyOf(piece), name: nameOf(piece) })))
	/* Each a list of its own, the same one each time, so that a row sees no change where there is none. */
	const alone = computed(() => new Map(all.value.map((one) => [one.key, [one] as readonly PieceOption[]])))
	return { all, only: (key: string) => alone.value.get(key) ?? NONE }
}
