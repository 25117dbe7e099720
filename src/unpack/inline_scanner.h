// Watches text go by for what is packed inside it: blocks that a line begins
// (uuencode, begin-base64, yEnc, BinHex, files of a shell archive, PGP
// messages in armour), data: URIs and runs of base64, and the headers of MIME
// parts. Nothing is kept but where a block lies.

#ifndef SALLYPORT_UNPACK_INLINE_SCANNER_H_
#define SALLYPORT_UNPACK_INLINE_SCANNER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unpack/base64_run.h"
#include "unpack/data_uri.h"
#include "unpack/here_document.h"
#include "unpack/inline_block.h"

namespace sallyport {

/// More blocks of a sort than this in one text are not looked at.
inline constexpr size_t kMaxInlineBlocks = 1000;
/// The names of all of them together.
inline constexpr size_t kMaxInlineNameBytes = 1024 * 1024;

class InlineScanner {
 public:
  /// The text, in pieces of any size.
  void Feed(std::string_view bytes);
  /// To be called at the end of the text.
  void Finish();

  /// After Finish: in the order of their beginnings, none inside another that
  /// shows it as well.
  const std::vector<InlineBlock>& blocks() const { return blocks_; }
  bool overflowed() const { return overflowed_; }
  /// True if a line begins an encrypted PGP message.
  bool sealed() const { return sealed_; }
  /// True if a line begins with a Content- field.
  bool mime() const { return mime_; }
  /// True if a URI is broken off by what may be a character reference.
  bool references() const { return uris_.references(); }

 private:
  void Line(std::string_view line, uint64_t offset);
  void BodyLine(std::string_view line, uint64_t offset);
  void Expect(InlineKind kind, std::string_view name);
  void Keep(uint64_t offset);

  uint64_t offset_ = 0;        // of the next byte fed
  uint64_t line_offset_ = 0;   // where the line begun last begins
  std::string pending_;        // a line cut by the end of a piece
  bool after_return_ = false;  // the piece before ended with a CR
  bool after_newline_ = true;  // the line before did not end with a bare CR
  bool expecting_ = false;     // the line before began a block
  bool unusual_ = false;       // in a way that prose begins, too
  int blank_lines_ = 0;        // since then
  InlineBlock candidate_;
  std::optional<HereDocument> here_;  // it is open, and its lines are its own
  size_t open_ = SIZE_MAX;            // the block whose end is looked for
  std::vector<InlineBlock> blocks_;
  size_t name_bytes_ = 0;
  DataUriScanner uris_{kMaxInlineBlocks};
  Base64RunScanner runs_{kMaxInlineBlocks};
  bool overflowed_ = false;
  bool sealed_ = false;
  bool mime_ = false;
};

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_INLINE_SCANNER_H_
