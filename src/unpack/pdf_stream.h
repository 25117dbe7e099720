// The bytes of one stream of a PDF, as all of its filters leave them.

#ifndef SALLYPORT_UNPACK_PDF_STREAM_H_
#define SALLYPORT_UNPACK_PDF_STREAM_H_

#include "unpack/part.h"
#include "unpack/pdf_cipher.h"
#include "unpack/pdf_filters.h"
#include "unpack/pdf_object.h"
#include "unpack/source.h"
#include "unpack/work.h"

namespace sallyport {

class PdfStreams {
 public:
  PdfStreams(Unpacking* unpacking, Source* source, Part* document, Work* work)
      : unpacking_(unpacking),
        source_(source),
        document_(document),
        work_(work) {}

  /// Streams are decrypted by `cipher` from now on.
  void DecryptBy(const PdfCipher* cipher) { cipher_ = cipher; }

  /// Decodes the stream of `object`, which has one. What a filter does not
  /// know is handed on as it is; so is all of a stream without filters.
  PdfDecoding Decode(const PdfObject& object, const PdfSink& sink);

 private:
  uint64_t End(const PdfObject& object);

  Unpacking* unpacking_;
  Source* source_;
  Part* document_;
  Work* work_;
  const PdfCipher* cipher_ = nullptr;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_STREAM_H_
