// The filters of PDF streams (ISO 32000-1, 7.4) that pack files: those of
// pictures are none of them.

#ifndef SALLYPORT_UNPACK_PDF_FILTERS_H_
#define SALLYPORT_UNPACK_PDF_FILTERS_H_

#include <functional>
#include <string_view>

#include "unpack/pdf_object.h"
#include "unpack/source.h"

namespace sallyport {

using PdfSink = std::function<bool(std::string_view)>;

enum class PdfDecoding {
  kWhole,
  kDamaged,  // all that could be had was handed on
  kUnknown,  // not such a filter
};

/// Decodes all of `source` by one filter. `sink` returns false to have no
/// more.
PdfDecoding DecodePdfFilter(std::string_view filter, const PdfObject& object,
                            Source* source, const PdfSink& sink);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_FILTERS_H_
