#include "unpack/inline_scanner.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

#include "mail/address.h"
#include "unpack/binhex.h"
#include "unpack/first_two.h"
#include "unpack/lenient_base64.h"
#include "unpack/uuencode.h"
#include "unpack/yenc.h"

namespace sallyport {

namespace {

// As much of a line that came in pieces is kept: any name fits in here.
constexpr size_t kMaxLineBytes = 64 * 1024;
// Between the line that announces a block and its first one.
constexpr int kMaxBlankLines = 20;
// Any field that counts is told by so much of its line.
constexpr size_t kFieldBytes = 32;

constexpr std::string_view kFieldFront = "content-";
constexpr std::array<std::string_view, 3> kBodyFields = {
    "content-type", "content-transfer-encoding", "content-disposition"};

/// How lines begin that begin a block, or are a field: most lines do not.
/// Commands of a shell may be indented.
constexpr FirstTwo kFronts = {"begin", "-----BEGIN", "=ybegin",  "(This file",
                              ":",     "sed",        "cat",      "uudecode",
                              "base64", "/bin/",     "$SED",     " ",
                              "\t",    "content-"};

bool IsBase64(std::string_view line) {
  return !line.empty() && std::all_of(line.begin(), line.end(), [](char c) {
    return Base64Digit(c) >= 0 || c == '=' || c == ' ';
  });
}

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

bool IsBody(std::string_view line, InlineKind kind, bool must_fit) {
  switch (kind) {
    case InlineKind::kUuencode:
      return IsUuencodedLine(line, must_fit);
    case InlineKind::kBase64:
      return IsBase64(line);
    case InlineKind::kBinHex:
      return line.find_first_not_of(" \t") == line.find(':') &&
             line.find(':') != std::string_view::npos;
    default:
      return true;
  }
}

/// True if the part that `block` becomes is looked through itself, or is all
/// that its text can mean.
bool ShowsWhatIsInside(const InlineBlock& block) {
  return block.kind == InlineKind::kBase64 ||
         block.kind == InlineKind::kHereDocument ||
         block.kind == InlineKind::kDataUri ||
         block.kind == InlineKind::kPercentUri;
}

/// A field of a MIME body.
bool IsBodyField(std::string_view line) {
  if (!BeginsInAnyCase(line, kFieldFront)) return false;
  const std::string lower = LowerCase(line.substr(0, kFieldBytes));
  return std::any_of(
      kBodyFields.begin(), kBodyFields.end(), [&lower](std::string_view field) {
        if (!lower.starts_with(field)) return false;
        const size_t colon = lower.find_first_not_of(" \t", field.size());
        return colon != std::string::npos && lower[colon] == ':';
      });
}

/// True if what `inner` has is shown by the part that `outer` becomes. A run
/// of base64 may go on behind a data: URI, where a script joins pieces; a word
/// behind it is no piece.
bool ShowsAllOf(const InlineBlock& outer, const InlineBlock& inner) {
  if (!ShowsWhatIsInside(outer) || inner.offset < outer.offset ||
      inner.offset >= outer.end)
    return false;
  return inner.kind != InlineKind::kBase64Run ||
         outer.kind != InlineKind::kDataUri ||
         inner.end < outer.end + kLeastBase64Run;
}

}  // namespace

/// The next line may begin a block.
void InlineScanner::Expect(InlineKind kind, std::string_view name) {
  expecting_ = true;
  blank_lines_ = 0;
  candidate_ = {};
  candidate_.kind = kind;
  candidate_.name = name;
}

/// The candidate is a block, which begins at `offset`.
void InlineScanner::Keep(uint64_t offset) {
  expecting_ = false;
  candidate_.offset = offset;
  name_bytes_ += candidate_.name.size();
  if (blocks_.size() >= kMaxInlineBlocks || name_bytes_ > kMaxInlineNameBytes) {
    overflowed_ = true;
    here_.reset();
    return;
  }
  if (here_ || candidate_.kind == InlineKind::kBase64) open_ = blocks_.size();
  blocks_.push_back(std::move(candidate_));
}

/// A line while the end of a block is looked for.
void InlineScanner::BodyLine(std::string_view line, uint64_t offset) {
  const bool equals = !here_ && line.starts_with("====");
  const bool ends = here_ ? IsTerminator(line, *here_)
                          : equals || line.starts_with("begin ") ||
                                line.starts_with("begin-base64");
  if (!ends) return;
  // What reads base64 wants to see its last line.
  blocks_[open_].end = equals ? offset + line.size() : offset;
  here_.reset();
  open_ = SIZE_MAX;
}

void InlineScanner::Line(std::string_view line, uint64_t offset) {
  if (after_newline_ && !mime_) mime_ = IsBodyField(line);
  if (open_ != SIZE_MAX) {
    const bool inside = here_.has_value();
    BodyLine(line, offset);
    if (inside) return;
  }
  if (expecting_) {
    const bool blanks_before = candidate_.kind == InlineKind::kBinHex ||
                               candidate_.kind == InlineKind::kUuencode;
    if (blanks_before && IsBlank(line) && ++blank_lines_ <= kMaxBlankLines)
      return;
    expecting_ = false;
    if (IsBody(line, candidate_.kind, unusual_ || blank_lines_ > 0)) {
      Keep(offset);
      if (here_ && open_ != SIZE_MAX) BodyLine(line, offset);
      return;
    }
  }
  if (line == "-----BEGIN PGP MESSAGE-----") {
    sealed_ = true;
  } else if (const auto begin = ReadUuencodeBegin(line)) {
    Expect(begin->base64 ? InlineKind::kBase64 : InlineKind::kUuencode,
           begin->name);
    unusual_ = begin->unusual;
  } else if (const auto yenc = YencName(line)) {
    Expect(InlineKind::kYenc, *yenc);
  } else if (AnnouncesBinHex(line)) {
    Expect(InlineKind::kBinHex, {});
  } else if (BeginsBinHex(line)) {
    Expect(InlineKind::kBinHex, {});
    Keep(offset);
  } else if ((here_ = ReadHereDocument(line))) {
    Expect(InlineKind::kHereDocument, here_->name);
    candidate_.detail = here_->prefix;
  }
}

void InlineScanner::Feed(std::string_view bytes) {
  if (bytes.empty()) return;
  uris_.Feed(bytes);
  runs_.Feed(bytes);
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  if (after_return_ && at < end && *at == '\n') {
    ++at;
    ++offset_;
    after_newline_ = true;
  }
  if (at < end) after_return_ = false;
  const auto find = [&at, end](char c) {
    const void* found = std::memchr(at, c, static_cast<size_t>(end - at));
    return found == nullptr ? end : static_cast<const char*>(found);
  };
  // The next of each: most text has only one of them.
  const char* newline = find('\n');
  const char* carriage_return = find('\r');
  while (at < end) {
    if (newline < at) newline = find('\n');
    if (carriage_return < at) carriage_return = find('\r');
    const char* line_end = std::min(newline, carriage_return);
    const bool whole = line_end < end;
    const char* next = whole ? line_end + 1 : end;
    if (whole && *line_end == '\r') {
      if (next < end && *next == '\n')
        ++next;
      else
        after_return_ = next == end;
    }
    const std::string_view line(at, static_cast<size_t>(line_end - at));
    if (pending_.empty()) line_offset_ = offset_;
    offset_ += static_cast<uint64_t>(next - at);
    at = next;
    if (pending_.empty() && whole) {
      if (expecting_ || open_ != SIZE_MAX || kFronts.MayBegin(line))
        Line(line, line_offset_);
    } else {
      pending_ += line.substr(0, kMaxLineBytes - pending_.size());
      if (!whole) return;
      Line(pending_, line_offset_);
      pending_.clear();
    }
    after_newline_ = next[-1] == '\n';
  }
}

void InlineScanner::Finish() {
  if (!pending_.empty()) Line(pending_, line_offset_);
  pending_.clear();
  uris_.Finish();
  runs_.Finish();
  overflowed_ = overflowed_ || uris_.overflowed() || runs_.overflowed();
  for (std::vector<InlineBlock>* more : {&uris_.blocks(), &runs_.blocks()}) {
    std::erase_if(*more, [this](const InlineBlock& block) {
      return std::any_of(blocks_.begin(), blocks_.end(),
                         [&block](const InlineBlock& outer) {
                           return ShowsAllOf(outer, block);
                         });
    });
    blocks_.insert(blocks_.end(), std::make_move_iterator(more->begin()),
                   std::make_move_iterator(more->end()));
    more->clear();
  }
  std::stable_sort(blocks_.begin(), blocks_.end(),
                   [](const InlineBlock& a, const InlineBlock& b) {
                     return a.offset < b.offset;
                   });
}

}  // namespace sallyport
