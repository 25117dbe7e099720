#include "unpack/pdf.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "unpack/embedded.h"
#include "unpack/names.h"
#include "unpack/open.h"
#include "unpack/pdf_object.h"
#include "unpack/pdf_scan.h"
#include "unpack/pdf_security.h"
#include "unpack/pdf_stream.h"

namespace sallyport {

namespace {

// As much of a stream as shows what it is.
constexpr size_t kLookBytes = 4096;
// An object's text, without its stream, is no longer.
constexpr uint64_t kMaxObjectBytes = 1024 * 1024;
// Objects that a document says are files, scripts or names of files.
constexpr size_t kMaxNamed = 10000;
// What lies inside what else was read may be read again, so many times the
// size in all.
constexpr uint64_t kWorkFactor = 8;
constexpr uint64_t kWorkBytes = 64 * 1024 * 1024;
// What a name costs, in bytes that are read.
constexpr uint64_t kNameWork = 256;

class PdfWalk {
 public:
  PdfWalk(Unpacking* unpacking, Source* source, Part* document)
      : unpacking_(unpacking),
        source_(source),
        document_(document),
        size_(source->Size()),
        work_(unpacking, document, kWorkFactor * size_ + kWorkBytes),
        streams_(unpacking, source, document, &work_) {}

  void Run();

 private:
  using Step = void (PdfWalk::*)(uint64_t number, const PdfObject& object);

  void Scan(Step step);
  void Note(uint64_t number, const PdfObject& object);
  void NameFile(uint64_t file, const std::string& name);
  void NoteLinks(const PdfObject& object);
  void NoteInside(const PdfObject& object);
  void Inside(const PdfObject& object,
              const std::function<void(Source*)>& take);
  void Resolve(uint64_t number, const PdfObject& object);
  void ResolveName(uint64_t number, const std::string& text);
  void Open(uint64_t number, const PdfObject& object);
  void OpenScript(const std::string& text);
  void OpenStream(const PdfObject& object, Embedded embedded);
  bool IsFile(const PdfObject& object);
  void Decrypt();
  /// True if this cannot be read though it is there.
  bool Sealed(uint64_t number, const PdfObject& object) const {
    return security_.encrypted() &&
           (!cipher_ || number == kNoPdfObject || !cipher_->Knows(object));
  }
  bool stopped() const { return stopped_ || work_.spent(); }

  Unpacking* unpacking_;
  Source* source_;
  Part* document_;
  uint64_t size_;
  Work work_;
  PdfStreams streams_;
  std::map<uint64_t, std::vector<std::string>> files_;  // by object
  std::set<uint64_t> scripts_;                          // objects
  std::multimap<uint64_t, uint64_t> names_;  // objects, and the files they name
  PdfSecurity security_;
  bool noted_ = false;  // what there is to know of that
  std::optional<PdfCipher> cipher_;
  bool unread_ = false;  // something that would have been opened
  bool stopped_ = false;  // the budget has no room for more parts
};

/// Takes each object, in the order of the file.
void PdfWalk::Scan(Step step) {
  PdfScan scan(source_);
  PdfPlace place;
  while (!stopped() && scan.Next(&place)) {
    PdfLexer lexer(source_, place.begin,
                   std::min(size_, place.begin + kMaxObjectBytes));
    PdfObjectReader reader(&lexer);
    if (cipher_)
      reader.DecryptStrings([this, &place](const std::string& text) {
        return cipher_->String(text, place.number, place.generation);
      });
    PdfObject object;
    const bool whole = reader.Read(place.trailer, &object);
    object.number = place.number;
    object.generation = place.generation;
    if (!noted_) security_.Note(place, object);
    if (!work_.Take(lexer.at() - place.begin)) return;
    if (!whole && lexer.at() >= place.begin + kMaxObjectBytes)
      FlagPart(unpacking_, kLimitFlag, document_);
    if (object.stream) {
      // A line end belongs to the word.
      char line[2] = {};
      ReadAt(*source_, *object.stream, line, sizeof line);
      if (line[0] == '\r') *object.stream += line[1] == '\n' ? 2 : 1;
      if (line[0] == '\n') *object.stream += 1;
    }
    (this->*step)(place.number, object);
  }
}

void PdfWalk::NameFile(uint64_t file, const std::string& name) {
  if (work_.Take(kNameWork)) AddName(name, &files_[file]);
}

/// Remembers the objects that this one says are files, names or scripts.
void PdfWalk::NoteLinks(const PdfObject& object) {
  if (object.file_objects.empty() && object.script_objects.empty()) return;
  if (object.overflowed ||
      files_.size() + scripts_.size() + names_.size() >= kMaxNamed) {
    FlagPart(unpacking_, kLimitFlag, document_);
    return;
  }
  for (const uint64_t file : object.file_objects) {
    files_[file];
    for (const std::string& name : object.names) NameFile(file, name);
    if (names_.size() < kMaxNamed)
      for (const uint64_t name : object.name_objects)
        names_.emplace(name, file);
  }
  scripts_.insert(object.script_objects.begin(), object.script_objects.end());
}

void PdfWalk::Note(uint64_t /*number*/, const PdfObject& object) {
  NoteLinks(object);
  if (object.overflowed && !object.scripts.empty())
    FlagPart(unpacking_, kLimitFlag, document_);
  if (object.stream && object.type == "ObjStm") NoteInside(object);
}

/// Gives `take` the bytes of a stream in which objects are packed.
void PdfWalk::Inside(const PdfObject& object,
                     const std::function<void(Source*)>& take) {
  MemorySource inside(unpacking_->member_memory);
  const PdfDecoding decoding =
      streams_.Decode(object, [this, &inside](std::string_view bytes) {
        inside.Append(bytes);
        return work_.Take(bytes.size());
      });
  if (inside.overflowed()) {
    FlagPart(unpacking_, kLimitFlag, document_);
    return;
  }
  const bool unopened =
      object.packed_elsewhere ||
      (decoding == PdfDecoding::kUnknown && !object.filters.empty());
  if (unopened && (!security_.encrypted() || cipher_))
    FlagPart(unpacking_, kUnopenedFlag, document_);
  unpacking_->member_memory -= inside.Size();
  take(&inside);
  unpacking_->member_memory += inside.Size();
}

/// The objects that are packed in a stream; they have none of their own.
void PdfWalk::NoteInside(const PdfObject& object) {
  Inside(object, [this](Source* inside) {
    PdfLexer lexer(inside, 0, inside->Size());
    PdfObjectReader reader(&lexer);
    PdfObject packed;
    bool more = true;
    while (more && !stopped()) {
      more = reader.Read(true, &packed);
      packed.stream.reset();
      Note(0, packed);
      for (const std::string& script : packed.scripts) OpenScript(script);
    }
  });
}

/// A string that stands by itself may be a file's name.
void PdfWalk::ResolveName(uint64_t number, const std::string& text) {
  const auto [first, last] = names_.equal_range(number);
  for (auto name = first; name != last; ++name)
    NameFile(name->second, text);
}

/// Finds what other objects only refer to.
void PdfWalk::Resolve(uint64_t number, const PdfObject& object) {
  ResolveName(number, object.text);
  if (!object.stream || object.type != "ObjStm") return;
  Inside(object, [this, &object](Source* inside) {
    // In front are pairs: an object's number, and its place behind `first`.
    PdfLexer front(inside, 0, std::min(object.first, inside->Size()));
    while (!stopped()) {
      const PdfToken packed = front.Next();
      const PdfToken place = front.Next();
      if (place.kind != PdfToken::Kind::kNumber) return;
      const bool script = scripts_.contains(packed.number);
      if (!script && !names_.contains(packed.number)) continue;
      PdfLexer lexer(inside,
                     std::min(inside->Size(), object.first + place.number),
                     inside->Size());
      const PdfToken token = lexer.Next();
      if (!work_.Take(token.text.size())) return;
      if (token.kind != PdfToken::Kind::kString) continue;
      ResolveName(packed.number, PdfText(token.text));
      if (script) OpenScript(PdfText(token.text));
    }
  });
}

void PdfWalk::OpenScript(const std::string& text) {
  if (security_.encrypted() && !cipher_) {
    unread_ = true;
    return;
  }
  HeldPart script(unpacking_, {"script", {}, {"text/javascript"}}, document_);
  if (!script.begun()) {
    stopped_ = true;
    return;
  }
  script.Write(text);
  script.Open();
}

/// True if a stream that nothing names is a file by its content.
bool PdfWalk::IsFile(const PdfObject& object) {
  if (object.subtype == "Image" || object.type == "XRef" ||
      object.type == "ObjStm" || object.type == "Metadata")
    return false;
  std::string head;
  streams_.Decode(object, [&head](std::string_view bytes) {
    head += bytes.substr(0, kLookBytes - head.size());
    return head.size() < kLookBytes;
  });
  return IsFileByContent(DetectType(head));
}

void PdfWalk::OpenStream(const PdfObject& object, Embedded embedded) {
  HeldPart part(unpacking_, std::move(embedded), document_);
  if (!part.begun()) {
    stopped_ = true;
    return;
  }
  const PdfDecoding decoding = streams_.Decode(
      object, [&part](std::string_view bytes) { return part.Write(bytes); });
  if (decoding == PdfDecoding::kDamaged) part.Flag(kDamagedFlag);
  if (decoding == PdfDecoding::kUnknown || object.packed_elsewhere)
    part.Flag(kUnopenedFlag);
  part.Open();
}

void PdfWalk::Open(uint64_t number, const PdfObject& object) {
  for (const std::string& text : object.scripts) OpenScript(text);
  const bool script = scripts_.contains(number);
  if (script && !object.text.empty()) OpenScript(object.text);
  if (!object.stream || stopped()) return;
  const auto file = files_.find(number);
  const bool named = file != files_.end();
  if (Sealed(number, object)) {
    unread_ = unread_ || script || named || object.type == "EmbeddedFile";
  } else if (script) {
    OpenStream(object, {"script", {}, {"text/javascript"}});
  } else if (named || object.type == "EmbeddedFile" || IsFile(object)) {
    OpenStream(
        object,
        {"member", named ? file->second : std::vector<std::string>(), {}});
  }
}

/// Notes all again as it is when decrypted, if it can be.
void PdfWalk::Decrypt() {
  cipher_ = security_.Open(unpacking_, document_);
  if (!cipher_) return;
  streams_.DecryptBy(&*cipher_);
  files_.clear();
  scripts_.clear();
  names_.clear();
  Scan(&PdfWalk::Note);
}

/// What cannot be decrypted is told of if it would have been opened, or if the
/// document shows itself to nobody without a password.
void PdfWalk::Run() {
  Scan(&PdfWalk::Note);
  noted_ = true;
  if (security_.encrypted()) Decrypt();
  if (!scripts_.empty() || !names_.empty()) Scan(&PdfWalk::Resolve);
  Scan(&PdfWalk::Open);
  if (security_.encrypted() && (unread_ || security_.locked()))
    FlagPart(unpacking_, kEncryptedFlag, document_);
}

}  // namespace

void UnpackPdf(Unpacking* unpacking, Source* source, Part* document) {
  HeldDocument held(unpacking, source, document);
  PdfWalk(unpacking, held.source(), document).Run();
}

}  // namespace sallyport
