// Undoes what a PDF predictor did to rows of bytes before they were packed:
// the PNG filters, and TIFF's difference of neighbours in samples of a byte.

#ifndef SALLYPORT_UNPACK_PDF_PREDICTOR_H_
#define SALLYPORT_UNPACK_PDF_PREDICTOR_H_

#include <string>
#include <string_view>

#include "unpack/pdf_filters.h"

namespace sallyport {

class PdfPredictor {
 public:
  PdfPredictor(const PdfObject& object, const PdfSink& sink);

  bool Write(std::string_view bytes);
  /// Hands on a last row that is not whole.
  bool Finish();

 private:
  bool Row();

  const PdfSink& sink_;
  bool none_;
  bool png_;
  size_t sample_bytes_ = 1;
  size_t row_bytes_ = 1;
  std::string row_;
  std::string before_;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PDF_PREDICTOR_H_
