// CMS (RFC 5652), as S/MIME and signed files have it: the content of what is
// only signed, digested or compressed (RFC 3274). Signatures are not judged,
// and what is enveloped stays sealed.
//
// Read by a walk over BER rather than by OpenSSL: of all the structure only
// the place of the content's octets is wanted, so nothing of certificates is
// parsed, nothing is held, and no provider is set up.

#ifndef SALLYPORT_UNPACK_CMS_H_
#define SALLYPORT_UNPACK_CMS_H_

#include "unpack/part.h"
#include "unpack/source.h"

namespace sallyport {

/// Unpacks the content of `source`, in BER, into a part below `cms`.
void UnpackCms(Unpacking* unpacking, Source* source, Part* cms);

/// The same for armoured text ("-----BEGIN PKCS7-----").
void UnpackPem(Unpacking* unpacking, Source* source, Part* pem);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_CMS_H_
