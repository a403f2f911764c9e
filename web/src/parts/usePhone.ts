/* Whether the page stands on a phone, by the same width as in the styles. Follows the screen when it is turned. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue'

export function usePhone(): Readonly<Ref<boolean>> {
	const query = matchMedia('(max-width: 30rem)')
	const phone = ref(query.matches)
	const follow = () => (phone.value = query.matches)
	query.addEventListener('change', follow)
	onScopeDispose(() => query.removeEventListener('change', follow))
	return readonly(phone)
}
