#if !__has_include(<sha256.h>) && !__has_include(<sha2.h>)
#error "libmd is missing. On Debian or Ubuntu: apt-get install libmd-dev"
#endif
#include <sys/types.h>
#include <sha2.h>
