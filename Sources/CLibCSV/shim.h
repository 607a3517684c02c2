#if !__has_include(<csv.h>)
#error "libcsv is missing. On Debian or Ubuntu: apt-get install libcsv-dev"
#endif
#include <csv.h>
