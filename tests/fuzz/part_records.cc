// The trusted side of the record stream on arbitrary bytes: the same however
// they are cut, within its caps, and what was taken can be written again.

#include <sys/mman.h>
#include <unistd.h>

#include "base/io.h"
#include "mail/part_record.h"
#include "tests/fuzz/property.h"

namespace sallyport {

namespace {

constexpr int kMaxParts = 100;

/// Checks every record, and writes it again.
class CheckingSink : public PartRecordSink {
 public:
  explicit CheckingSink(PartRecordWriter* again) : again_(again) {}

  Status OnBegin(int part, PartBegin begin) override {
    fuzz::Require(!in_part_, "no part inside a part");
    fuzz::Require(part == parts_ + 1 && part <= kMaxParts, "parts in order");
    fuzz::Require(begin.parent >= 0 && begin.parent < part, "earlier parent");
    fuzz::Require(begin.depth >= 0, "depth is a number");
    fuzz::Require(begin.names.size() <= kMaxPartNames, "names are capped");
    for (const std::string& name : begin.names) Text(name, kMaxNameBytes);
    Text(begin.name, kMaxNameBytes);
    Text(begin.kind, kMaxFlagBytes);
    parts_ = part;
    in_part_ = true;
    fuzz::Require(again_->Begin(begin) == part, "same number again");
    return {};
  }
  Status OnData(std::string_view bytes) override {
    fuzz::Require(in_part_, "data inside a part");
    fuzz::Require(bytes.size() <= kMaxRecordBytes, "data is capped");
    data_ += bytes.size();
    again_->Data(bytes);
    return {};
  }
  Status OnEnd(PartEnd end) override {
    fuzz::Require(in_part_, "end inside a part");
    in_part_ = false;
    Text(end.type, kMaxNameBytes);
    CheckFlags(end.flags);
    again_->End(end);
    return {};
  }
  Status OnFlags(int part, std::vector<std::string> flags) override {
    fuzz::Require(part >= 0 && part <= parts_, "flags of a known part");
    CheckFlags(flags);
    again_->Flags(part, flags);
    return {};
  }
  Status OnFinding(Finding finding) override {
    fuzz::Require(finding.part >= kNoPart && finding.part <= parts_,
                  "finding of a known part");
    fuzz::Require(++findings_ <= kMaxFindings, "findings are capped");
    Text(finding.name, kMaxNameBytes);
    again_->AddFinding(finding.cause, finding.name, finding.part);
    return {};
  }
  void OnSubject(std::string subject) override {
    Text(subject, kMaxSubjectBytes);
    again_->Subject(subject);
  }
  void OnEngine(std::string engine) override {
    Text(engine, kMaxNameBytes);
    again_->Engine(engine);
  }

  bool in_part() const { return in_part_; }
  int parts() const { return parts_; }
  size_t texts() const { return texts_; }
  size_t data() const { return data_; }

 private:
  void Text(const std::string& text, size_t most) {
    fuzz::Require(text.size() <= most, "text is capped");
    texts_ += text.size();
  }
  void CheckFlags(const std::vector<std::string>& flags) {
    fuzz::Require(flags.size() <= kMaxFlags, "flags are capped");
    for (const std::string& flag : flags) Text(flag, kMaxFlagBytes);
  }

  PartRecordWriter* again_;
  int parts_ = 0;
  bool in_part_ = false;
  size_t findings_ = 0;
  size_t texts_ = 0;
  size_t data_ = 0;
};

int MemoryFile(const char* name) {
  return ::memfd_create(name, MFD_CLOEXEC);
}

struct Outcome {
  std::string error;  // empty if all was taken
  bool ended = false;
  std::string again;  // what was taken, written again
};

Outcome Read(std::string_view input, size_t most) {
  static const int file = MemoryFile("records");
  fuzz::Require(::ftruncate(file, 0) == 0 && ::lseek(file, 0, SEEK_SET) == 0,
                "there is a file for the records");
  PartRecordWriter writer(file);
  CheckingSink sink(&writer);
  PartRecordReader reader(&sink, kMaxParts);
  Outcome outcome;
  fuzz::InPieces(input, most, [&](std::string_view piece) {
    const Status fed = reader.Feed(piece);
    if (!fed.ok()) outcome.error = fed.error().Text();
    return fed.ok();
  });
  outcome.ended = reader.ended();
  fuzz::Require(!reader.ended() || !sink.in_part(), "no part is left open");
  fuzz::Require(reader.parts() == sink.parts(), "every part was told");
  fuzz::Require(sink.texts() + sink.data() <= input.size(), "nothing grows");
  fuzz::Require(writer.Finish().ok() && ::lseek(file, 0, SEEK_SET) == 0,
                "written again");
  Result<std::string> again = ReadToEnd(file, 64 * 1024 * 1024);
  fuzz::Require(again.ok(), "what is written again is no longer");
  outcome.again = std::move(again.value());
  return outcome;
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  const std::string_view input = fuzz::Text(bytes, size);
  const Outcome whole = Read(input, fuzz::kWhole);
  const Outcome cut = Read(input, 9);
  fuzz::Require(whole.error == cut.error && whole.ended == cut.ended &&
                    whole.again == cut.again,
                "the same in pieces");
  if (!whole.ended || !whole.error.empty()) return 0;
  const Outcome again = Read(whole.again, fuzz::kWhole);
  fuzz::Require(again.ended && again.error.empty() &&
                    again.again == whole.again,
                "written again, it says the same");
  return 0;
}
