/* What the compiler offers beyond C17, under names of our own. */
#ifndef OH_BASE_CC_H
#define OH_BASE_CC_H

#define CC_CHECK        __attribute__((warn_unused_result))
#define CC_FORMAT(f, a) __attribute__((format(printf, f, a)))
#define CC_CLEANUP(fn)  __attribute__((cleanup(fn)))
#define CC_NORETURN     __attribute__((noreturn))
#define CC_UNUSED       __attribute__((unused))

/* Entries of an array whose size the compiler knows. */
#define CC_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
