#if !__has_include(<openssl/evp.h>)
#error "OpenSSL is missing. On Debian or Ubuntu: apt-get install libssl-dev"
#endif
#include <openssl/evp.h>
