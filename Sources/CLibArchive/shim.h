#if !__has_include(<archive.h>)
#error "libarchive is missing. On Debian or Ubuntu: apt-get install libarchive-dev"
#endif
#include <archive.h>
#include <archive_entry.h>
