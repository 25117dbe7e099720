// Character references of HTML and XML: &#101; is an e, &colon; a colon.

#ifndef SALLYPORT_UNPACK_REFERENCES_H_
#define SALLYPORT_UNPACK_REFERENCES_H_

#include "unpack/recoded_source.h"

namespace sallyport {

/// Sees, while markup goes by, whether what could be written plainly is
/// written as references: ASCII letters and digits, and the colon that a URI
/// is known by.
class ReferenceScanner {
 public:
  /// The markup, in pieces of any size.
  void Feed(std::string_view bytes);
  bool found() const { return found_; }

 private:
  bool found_ = false;
  bool in_reference_ = false;
  std::string reference_;  // as far as it has come, without the ampersand
};

/// Decodes references; one that is unknown stays.
class ReferenceRecoder : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<ReferenceRecoder>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  void Finish(std::string* out) override;

 private:
  bool in_reference_ = false;
  std::string reference_;
};

/// `text` with its references decoded.
std::string DecodeReferences(std::string_view text);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_REFERENCES_H_
