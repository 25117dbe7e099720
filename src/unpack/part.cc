#include "unpack/part.h"

#include <algorithm>

#include "unpack/names.h"
#include "unpack/passwords.h"
#include "unpack/policy.h"

namespace sallyport {

namespace {

// A self-extracting program may have its settings in front of the archive.
constexpr uint64_t kCargoFrontBytes = 16 * 1024;

/// Text, and what may be text with something in front.
bool MayHoldBlocks(const Part& part) {
  return part.type.text || part.type.name == Type().name ||
         std::any_of(part.declared.begin(), part.declared.end(),
                     [](const std::string& declared) {
                       return declared.starts_with("text/");
                     });
}

/// HTML, XML and the like, found or declared to be so.
bool IsMarkup(const Part& part) {
  const auto is = [](std::string_view type) {
    return type.ends_with("html") || type.ends_with("xml");
  };
  return is(part.type.name) ||
         std::any_of(part.declared.begin(), part.declared.end(), is);
}

size_t BytesOf(const std::vector<std::string>& names) {
  size_t bytes = 0;
  for (const std::string& name : names) bytes += name.size();
  return bytes;
}

}  // namespace

bool Part::WantsBytes() const {
  return !blocks.empty() || !marks.empty() || charset != Charset::kOther ||
         references || base64 || quoted_printable || quotes_mime;
}

void Part::CloseUp() {
  type.container = Container::kNone;
  blocks.clear();
  marks.clear();
  charset = Charset::kOther;
  declared_charsets.clear();
  references = base64 = quoted_printable = quotes_mime = false;
}

bool Part::Has(std::string_view flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

void FlagPart(Unpacking* unpacking, std::string_view flag, Part* part) {
  if (part->Has(flag)) return;
  part->flags.emplace_back(flag);
  unpacking->records->Flags(part->number, {std::string(flag)});
}

PartWriter::PartWriter(Unpacking* unpacking, Part part)
    : unpacking_(unpacking), part_(std::move(part)) {
  if (unpacking->policy != nullptr && unpacking->policy->wants_digests())
    digest_.emplace();
}

std::optional<PartWriter> PartWriter::Begin(Unpacking* unpacking, Part* parent,
                                            std::string_view kind,
                                            std::vector<std::string> names,
                                            std::vector<std::string> declared,
                                            int depth) {
  if (!unpacking->budget->DepthFits(depth) ||
      !unpacking->budget->TakePart(BytesOf(names))) {
    FlagPart(unpacking, kLimitFlag, parent);
    return std::nullopt;
  }
  PartBegin begin;
  begin.parent = parent->number;
  begin.depth = depth;
  begin.kind = kind;
  if (!names.empty()) {
    begin.name = names.front();
    begin.names.assign(names.begin() + 1, names.end());
  }
  Part part;
  part.number = unpacking->records->Begin(begin);
  part.depth = depth;
  part.kind = kind;
  part.names = std::move(names);
  part.declared = std::move(declared);
  PartWriter writer(unpacking, std::move(part));
  if (writer.part_.names.size() >= kMaxNames) writer.Flag(kLimitFlag);
  return writer;
}

void PartWriter::Flag(std::string_view flag) {
  if (!part_.Has(flag)) part_.flags.emplace_back(flag);
}

void PartWriter::Detect(std::string_view head) {
  part_.type = DetectType(head);
  if (part_.type.encrypted) Flag(kSealedFlag);
  if (part_.type.disk) Flag(kUnopenedFlag);
  typed_ = true;
  scanning_ = MayHoldBlocks(part_);
  markup_ = scanning_ && IsMarkup(part_);
  if (part_.type.text)
    part_.charset = CharsetByContent(head, markup_);
  else if (scanning_)
    part_.charset = WideCharset(head);
  marking_ = part_.type.container == Container::kNone;
  program_ = ReadProgramShape(head);
  if (program_.packed) Flag(kUnopenedFlag);
  head_.clear();
}

/// Gathers the head until there is enough of it to detect the type.
void PartWriter::NoteHead(std::string_view bytes) {
  if (head_.empty() && bytes.size() >= kHeadBytes) {
    Detect(bytes);
    return;
  }
  head_ += bytes.substr(0, kHeadBytes - head_.size());
  if (head_.size() >= kHeadBytes) Detect(head_);
}

/// True for a program with something behind its end that does not show itself
/// as an archive near that end.
bool PartWriter::CarriesUnseen() const {
  return program_.Carries(part_.bytes) &&
         std::none_of(part_.marks.begin(), part_.marks.end(),
                      [this](uint64_t mark) {
                        return mark >= program_.end &&
                               mark < program_.end + kCargoFrontBytes;
                      });
}

bool PartWriter::Write(std::string_view bytes) {
  if (cut_ || !unpacking_->records->ok()) return false;
  const size_t taken = unpacking_->budget->TakeBytes(bytes.size());
  if (taken < bytes.size()) {
    cut_ = true;
    Flag(kLimitFlag);
    bytes = bytes.substr(0, taken);
  }
  if (!typed_) NoteHead(bytes);
  if (scanning_) {
    scanner_.Feed(bytes);
    hints_.Feed(bytes);
  }
  if (markup_) references_.Feed(bytes);
  if (digest_) digest_->Update(bytes);
  if (marking_) marks_.Feed(bytes);
  if (unpacking_->passwords != nullptr && (!typed_ || part_.type.text) &&
      text_.size() < kMaxPasswordText)
    text_ += bytes.substr(0, kMaxPasswordText - text_.size());
  part_.bytes += bytes.size();
  unpacking_->records->Data(bytes);
  return !cut_;
}

Part PartWriter::End() {
  if (!typed_) Detect(head_);
  scanner_.Finish();
  hints_.Finish();
  if (scanning_) {
    part_.blocks = scanner_.blocks();
    part_.references =
        markup_ && (references_.found() || scanner_.references());
    if (scanner_.overflowed()) Flag(kLimitFlag);
    if (scanner_.sealed()) Flag(kSealedFlag);
    part_.base64 = hints_.base64();
    if (part_.base64)  // the same, read as a whole
      std::erase_if(part_.blocks, [](const InlineBlock& block) {
        return block.kind == InlineKind::kBase64Run && block.offset == 0;
      });
    part_.quoted_printable = hints_.quoted_printable();
    part_.quotes_mime = scanner_.mime();
  }
  if (marking_) {
    marks_.Finish();
    part_.marks = marks_.marks();
    if (marks_.overflowed()) Flag(kLimitFlag);
    if (CarriesUnseen()) Flag(kUnopenedFlag);
  }
  if (unpacking_->passwords != nullptr && part_.type.text &&
      unpacking_->passwords->wants_text())
    unpacking_->passwords->NoteText(text_);
  if (digest_) part_.sha256 = Hex(digest_->Final());
  if (part_.type.container == Container::kUnopened) Flag(kUnopenedFlag);
  PartEnd end;
  end.type = part_.type.name;
  end.flags = part_.flags;
  unpacking_->records->End(end);
  return std::move(part_);
}

void WriteSource(Source* source, PartWriter* writer) {
  uint64_t offset = 0;
  for (std::string_view view = source->View(0);
       !view.empty() && writer->Write(view); view = source->View(offset))
    offset += view.size();
  if (source->broken()) writer->Flag(kDamagedFlag);
}

}  // namespace sallyport
