// Finds runs of base64 in a text that goes by, whatever stands around them: a
// block of lines, a string in a script, a value in a list. A run counts if it
// decodes to a known type or to text, or is long.

#ifndef SALLYPORT_UNPACK_BASE64_RUN_H_
#define SALLYPORT_UNPACK_BASE64_RUN_H_

#include <vector>

#include "unpack/inline_block.h"

namespace sallyport {

/// Words and paths are shorter, and lines of base64 are not.
inline constexpr size_t kLeastBase64Run = 48;
/// From here on a run counts whatever it decodes to ...
inline constexpr uint64_t kLongBase64Run = 1024;
/// ... but no more than so many in one text: keys, certificates, signatures.
inline constexpr size_t kMaxUnknownRuns = 32;

class Base64RunScanner {
 public:
  /// Finds at most `most`.
  explicit Base64RunScanner(size_t most) : most_(most) {}

  /// The text, in pieces of any size.
  void Feed(std::string_view bytes);
  /// To be called at the end of the text.
  void Finish();

  std::vector<InlineBlock>& blocks() { return blocks_; }
  bool overflowed() const { return overflowed_; }

 private:
  size_t Search(std::string_view bytes);
  size_t Run(std::string_view bytes);
  bool Gap(char c);
  bool Resume();
  void EndRun();

  size_t most_;
  uint64_t offset_ = 0;  // of the next byte to look at
  bool in_run_ = false;
  size_t trailing_ = 0;  // digits at the end of what was searched
  std::string head_;     // the first digits of the run
  uint64_t begin_ = 0;
  uint64_t end_ = 0;         // behind the last digit that surely belongs to it
  uint64_t digits_ = 0;      // up to there
  size_t gap_ = 0;           // characters since then that are no digits
  int gap_lines_ = 0;        // line ends among them
  bool gap_quotes_ = false;  // there was a quote among them
  bool padded_ = false;      // there was an equals sign among them
  bool quoted_out_ = false;  // between two quoted pieces
  size_t resumed_ = 0;       // digits behind the gap
  std::vector<InlineBlock> blocks_;
  size_t unknown_ = 0;
  bool overflowed_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_BASE64_RUN_H_
