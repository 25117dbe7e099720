// Writing one part: its bytes go to the record stream as far as the budget
// lets them, and on the way its type is detected, its digest summed and its
// text watched for blocks packed inside it. What is known at the end is a
// Part, which policy is asked about.

#ifndef SALLYPORT_UNPACK_PART_H_
#define SALLYPORT_UNPACK_PART_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "mail/part_record.h"
#include "unpack/budget.h"
#include "unpack/charset.h"
#include "unpack/inline_scanner.h"
#include "unpack/mark_scanner.h"
#include "unpack/program_shape.h"
#include "unpack/references.h"
#include "unpack/source.h"
#include "unpack/text_hints.h"
#include "unpack/type.h"

namespace sallyport {

class Passwords;
class Policy;

/// Flags that the trusted side turns into findings; others are for a person.
inline constexpr std::string_view kEncryptedFlag = "encrypted";
inline constexpr std::string_view kDamagedFlag = "damaged";
inline constexpr std::string_view kLimitFlag = "limit";
inline constexpr std::string_view kUnopenedFlag = "unopened";
inline constexpr std::string_view kCharsetFlag = "charset";
inline constexpr std::string_view kSealedFlag = "sealed";

/// Kinds of parts that more than one file writes.
inline constexpr std::string_view kLeafKind = "leaf";
inline constexpr std::string_view kReadingKind = "reading";
inline constexpr std::string_view kDecodedKind = "decoded";

/// What is known of one part.
struct Part {
  int number = 0;  // 0 is the raw message
  int depth = 0;
  std::string kind;
  std::vector<std::string> names;     // the first reader's first
  std::vector<std::string> declared;  // types as declared, lower case
  Type type;
  uint64_t bytes = 0;
  std::string sha256;  // empty if no rule asks for it
  std::vector<std::string> flags;
  std::vector<InlineBlock> blocks;  // packed inside its text
  Charset charset = Charset::kOther;       // of its text, by content
  std::vector<Charset> declared_charsets;  // but for those of plain ASCII
  bool references = false;  // its text hides ASCII in character references
  bool uuencoded = false;           // declared to be so as a whole
  bool base64 = false;              // its text is nothing but that
  bool quoted_printable = false;    // its text looks like it
  bool quotes_mime = false;         // its text has fields of MIME bodies
  std::vector<uint64_t> marks;      // of archives behind something else

  bool Has(std::string_view flag) const;
  /// True if something was seen in its bytes that wants them once more.
  bool WantsBytes() const;
  /// Its bytes cannot be had once more: it is a part without an inside.
  void CloseUp();
};

/// The trees of all messages that are open in one another.
inline constexpr size_t kMaxTreeBytes = 96 * 1024 * 1024;

/// What all steps of unpacking one message share.
struct Unpacking {
  Budget* budget;
  PartRecordWriter* records;
  Policy* policy;          // null if no rules are asked
  uint64_t member_memory;  // that may still be used to hold members
  size_t tree_memory = kMaxTreeBytes;  // that GMime's trees may still take
  int reading_depth = 0;   // other readings of MIME around, in one another
  Passwords* passwords = nullptr;  // null if none are tried
  bool for_good = false;  // the program ends with the message: nothing is freed
};

/// Adds a flag to a part that has been written already.
void FlagPart(Unpacking* unpacking, std::string_view flag, Part* part);

class PartWriter {
 public:
  /// Begins a part below `parent`, one deeper. If the budget has no room for
  /// it, `parent` is flagged `limit` and there is no writer. `names` has every
  /// name, the one to be shown first.
  static std::optional<PartWriter> Begin(Unpacking* unpacking, Part* parent,
                                         std::string_view kind,
                                         std::vector<std::string> names,
                                         std::vector<std::string> declared,
                                         int depth);

  /// False if nothing more is taken: the part was cut.
  bool Write(std::string_view bytes);
  void Flag(std::string_view flag);

  /// True once the type is known, which is after kHeadBytes at the latest.
  bool typed() const { return typed_; }
  const Type& type() const { return part_.type; }
  /// True if the mark of an archive was seen behind something else.
  bool marked() const { return marking_ && !marks_.marks().empty(); }

  /// Ends the part; the writer must not be used after it.
  Part End();

 private:
  PartWriter(Unpacking* unpacking, Part part);
  void NoteHead(std::string_view bytes);
  void Detect(std::string_view head);
  bool CarriesUnseen() const;

  Unpacking* unpacking_;
  Part part_;
  std::string head_;
  bool typed_ = false;
  bool cut_ = false;
  bool scanning_ = true;
  bool markup_ = true;
  bool marking_ = true;
  InlineScanner scanner_;
  TextHints hints_;
  ReferenceScanner references_;
  MarkScanner marks_;
  ProgramShape program_;
  std::string text_;  // its front, if words of it may be passwords
  std::optional<Sha256> digest_;
};

/// Writes all of `source`, as far as the budget goes.
void WriteSource(Source* source, PartWriter* writer);

}  // namespace sallyport

#endif  // SALLYPORT_UNPACK_PART_H_
