// Finds data: URIs (RFC 2397) in a text that goes by: in markup, style sheets,
// scripts or prose. Nothing is kept but where each one lies.

#ifndef SALLYPORT_UNPACK_DATA_URI_H_
#define SALLYPORT_UNPACK_DATA_URI_H_

#include <vector>

#include "unpack/inline_block.h"
#include "unpack/recoded_source.h"

namespace sallyport {

class DataUriScanner {
 public:
  /// Finds at most `most`.
  explicit DataUriScanner(size_t most) : most_(most) {}

  /// The text, in pieces of any size.
  void Feed(std::string_view bytes);
  /// To be called at the end of the text.
  void Finish();

  std::vector<InlineBlock>& blocks() { return blocks_; }
  bool overflowed() const { return overflowed_; }
  /// True if a URI is broken off by what may be a character reference.
  bool references() const { return references_; }

 private:
  enum class State { kSearch, kHeader, kPayload };

  size_t Search(std::string_view bytes);
  size_t Header(std::string_view bytes);
  size_t Payload(std::string_view bytes);
  void BeginHeader(std::string_view before);
  void EndHeader();
  void EndPayload(uint64_t end);
  bool IsPayload(char c) const;

  size_t most_;
  State state_ = State::kSearch;
  uint64_t offset_ = 0;  // of the next byte to look at
  std::string before_;   // the last few bytes before it
  std::string header_;
  char quote_ = '\0';  // the one in front of the URI
  InlineBlock uri_;
  std::vector<InlineBlock> blocks_;
  bool overflowed_ = false;
  bool references_ = false;
};

/// The bytes of a URI: %XX decoded, line ends and tabs dropped, as browsers
/// do.
class PercentRecoder : public Recoder {
 public:
  std::unique_ptr<Recoder> Clone() const override {
    return std::make_unique<PercentRecoder>(*this);
  }
  void Take(std::string_view in, std::string* out) override;
  void Finish(std::string* out) override { *out += escape_; }

 private:
  std::string escape_;  // a percent sign and what follows, until it is whole
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_DATA_URI_H_
