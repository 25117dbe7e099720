#include "unpack/pdf.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "unpack/embedded.h"
#include "unpack/find_word.h"
#include "unpack/names.h"
#include "unpack/open.h"
#include "unpack/pdf_filters.h"
#include "unpack/pdf_object.h"
#include "unpack/pdf_scan.h"

namespace sallyport {

namespace {

// As much of a stream as shows what it is.
constexpr size_t kLookBytes = 4096;
// An object's text, without its stream, is no longer.
constexpr uint64_t kMaxObjectBytes = 1024 * 1024;
// Objects that a document names files or scripts of.
constexpr size_t kMaxNamed = 10000;
constexpr size_t kMaxFilters = 8;
// One filter's bytes for the next have this part of the memory that is left.
constexpr uint64_t kStepShare = 4;
// What lies inside what else was read may be read again, so many times the
// size in all.
constexpr uint64_t kWorkFactor = 8;
constexpr uint64_t kWorkBytes = 64 * 1024 * 1024;

class PdfWalk {
 public:
  PdfWalk(Unpacking* unpacking, Source* source, Part* document)
      : unpacking_(unpacking),
        source_(source),
        document_(document),
        size_(source->Size()),
        work_left_(kWorkFactor * size_ + kWorkBytes) {}

  void Run();

 private:
  using Step = void (PdfWalk::*)(uint64_t number, const PdfObject& object);

  void Scan(Step step);
  void Note(uint64_t number, const PdfObject& object);
  void NoteInside(const PdfObject& object);
  void Open(uint64_t number, const PdfObject& object);
  void OpenScript(const std::string& text);
  void OpenStream(const PdfObject& object, Embedded embedded);
  bool IsFile(const PdfObject& object);
  bool NeedsPassword();
  uint64_t StreamEnd(const PdfObject& object);
  PdfDecoding Decode(const PdfObject& object, const PdfSink& sink);
  bool TakeWork(uint64_t bytes);

  Unpacking* unpacking_;
  Source* source_;
  Part* document_;
  uint64_t size_;
  uint64_t work_left_;
  std::map<uint64_t, std::vector<std::string>> files_;  // by object
  std::set<uint64_t> scripts_;                          // objects
  std::map<uint64_t, PdfEncryption> encryptions_;       // by object
  std::string id_;
  uint64_t encryption_object_ = 0;
  bool encrypted_ = false;
  bool unread_ = false;  // something that would have been opened
  bool stopped_ = false;
};

bool PdfWalk::TakeWork(uint64_t bytes) {
  if (bytes <= work_left_) {
    work_left_ -= bytes;
    return true;
  }
  FlagPart(unpacking_, kLimitFlag, document_);
  stopped_ = true;
  return false;
}

/// Takes each object, in the order of the file.
void PdfWalk::Scan(Step step) {
  PdfScan scan(source_);
  PdfPlace place;
  while (!stopped_ && scan.Next(&place)) {
    PdfLexer lexer(source_, place.begin,
                   std::min(size_, place.begin + kMaxObjectBytes));
    PdfObjectReader reader(&lexer);
    PdfObject object;
    reader.Read(place.trailer, &object);
    if (!TakeWork(lexer.at() - place.begin)) return;
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

void PdfWalk::Note(uint64_t number, const PdfObject& object) {
  if (object.encrypts) {
    encrypted_ = true;
    encryption_object_ = object.encryption_object;
    id_ = object.encryption.id;
  }
  if (!object.encryption.user.empty() && encryptions_.size() < kMaxNamed)
    encryptions_[object.encrypts ? 0 : number] = object.encryption;
  for (const uint64_t file : object.file_objects) {
    if (files_.size() >= kMaxNamed) break;
    std::vector<std::string>& names = files_[file];
    for (const std::string& name : object.names) AddName(name, &names);
  }
  for (const uint64_t script : object.script_objects)
    if (scripts_.size() < kMaxNamed) scripts_.insert(script);
  if (object.stream && object.type == "ObjStm") NoteInside(object);
}

/// The objects that are packed in a stream; they have none of their own.
void PdfWalk::NoteInside(const PdfObject& object) {
  MemorySource inside(unpacking_->member_memory);
  Decode(object, [this, &inside](std::string_view bytes) {
    inside.Append(bytes);
    return TakeWork(bytes.size());
  });
  if (inside.overflowed()) {
    FlagPart(unpacking_, kLimitFlag, document_);
    return;
  }
  unpacking_->member_memory -= inside.Size();
  PdfLexer lexer(&inside, 0, inside.Size());
  PdfObjectReader reader(&lexer);
  PdfObject packed;
  bool more = true;
  while (more && !stopped_) {
    more = reader.Read(true, &packed);
    packed.stream.reset();
    Note(0, packed);
    for (const std::string& script : packed.scripts) OpenScript(script);
  }
  unpacking_->member_memory += inside.Size();
}

void PdfWalk::OpenScript(const std::string& text) {
  if (encrypted_) {
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

/// Where a stream that tells no end of its own ends: where its length says,
/// if the word that ends it is there, else at that word.
uint64_t PdfWalk::StreamEnd(const PdfObject& object) {
  constexpr std::string_view kEnd = "endstream";
  const uint64_t begin = *object.stream;
  if (object.length && *object.length <= size_ - begin) {
    const uint64_t end = begin + *object.length;
    char word[kEnd.size() + 2];
    const std::string_view behind(word,
                                  ReadAt(*source_, end, word, sizeof word));
    if (behind.find(kEnd) != std::string_view::npos) return end;
  }
  const uint64_t end = FindWord(source_, begin, kEnd);
  TakeWork(end - begin);
  return end;
}

/// Decodes a stream by all of its filters; what one does not know is handed on
/// as it is.
PdfDecoding PdfWalk::Decode(const PdfObject& object, const PdfSink& sink) {
  const std::vector<std::string>& filters = object.filters;
  RangeSource raw(source_, *object.stream,
                  filters.empty() ? StreamEnd(object) : size_);
  Source* source = &raw;
  std::vector<std::unique_ptr<MemorySource>> steps;
  PdfDecoding whole = PdfDecoding::kWhole;
  for (size_t i = 0; i + 1 < filters.size(); ++i) {
    if (i >= kMaxFilters) return PdfDecoding::kUnknown;
    steps.push_back(
        std::make_unique<MemorySource>(unpacking_->member_memory / kStepShare));
    MemorySource* step = steps.back().get();
    const PdfDecoding decoding = DecodePdfFilter(
        filters[i], object, source, [this, step](std::string_view bytes) {
          step->Append(bytes);
          return TakeWork(bytes.size()) && !step->overflowed();
        });
    if (decoding == PdfDecoding::kUnknown && filters[i] == "Crypt") continue;
    if (decoding == PdfDecoding::kUnknown) return decoding;
    if (step->overflowed()) FlagPart(unpacking_, kLimitFlag, document_);
    if (decoding == PdfDecoding::kDamaged) whole = decoding;
    source = step;
    // Two steps are needed at a time.
    if (steps.size() > 2) steps.erase(steps.begin());
  }
  const PdfDecoding last =
      filters.empty() ? PdfDecoding::kUnknown
                      : DecodePdfFilter(filters.back(), object, source, sink);
  if (last != PdfDecoding::kUnknown) return std::max(last, whole);
  uint64_t offset = 0;
  for (std::string_view view = source->View(0); !view.empty() && sink(view);
       view = source->View(offset))
    offset += view.size();
  return filters.empty() ? whole : last;
}

/// True if a stream that nothing names is a file by its content.
bool PdfWalk::IsFile(const PdfObject& object) {
  if (object.subtype == "Image" || object.type == "XRef" ||
      object.type == "ObjStm" || object.type == "Metadata")
    return false;
  std::string head;
  Decode(object, [&head](std::string_view bytes) {
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
  const PdfDecoding decoding = Decode(
      object, [&part](std::string_view bytes) { return part.Write(bytes); });
  if (decoding == PdfDecoding::kDamaged) part.Flag(kDamagedFlag);
  if (decoding == PdfDecoding::kUnknown) part.Flag(kUnopenedFlag);
  part.Open();
}

void PdfWalk::Open(uint64_t number, const PdfObject& object) {
  for (const std::string& text : object.scripts) OpenScript(text);
  const bool script = scripts_.contains(number);
  if (script && !object.text.empty()) OpenScript(object.text);
  if (!object.stream || stopped_) return;
  const auto file = files_.find(number);
  const bool named = file != files_.end();
  if (encrypted_) {
    unread_ = unread_ || script || named || object.type == "EmbeddedFile";
  } else if (script) {
    OpenStream(object, {"script", {}, {"text/javascript"}});
  } else if (named || object.type == "EmbeddedFile" || IsFile(object)) {
    OpenStream(
        object,
        {"member", named ? file->second : std::vector<std::string>(), {}});
  }
}

/// True unless the document opens for everyone.
bool PdfWalk::NeedsPassword() {
  const auto found = encryptions_.find(encryption_object_);
  if (found == encryptions_.end()) return true;
  PdfEncryption encryption = found->second;
  encryption.id = id_;
  return !OpensWithoutPassword(encryption);
}

/// What is encrypted is not decrypted here, but who needs no password for it
/// is only told if something is in it that would have been opened.
void PdfWalk::Run() {
  Scan(&PdfWalk::Note);
  Scan(&PdfWalk::Open);
  if (encrypted_ && (unread_ || NeedsPassword()))
    FlagPart(unpacking_, kEncryptedFlag, document_);
}

}  // namespace

void UnpackPdf(Unpacking* unpacking, Source* source, Part* document) {
  HeldDocument held(unpacking, source, document);
  PdfWalk(unpacking, held.source(), document).Run();
}

}  // namespace sallyport
