#include "unpack/ole.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "mail/address.h"
#include "unpack/compound_file.h"
#include "unpack/embedded.h"
#include "unpack/names.h"
#include "unpack/office_streams.h"
#include "unpack/ole_package.h"
#include "unpack/open.h"
#include "unpack/outlook_message.h"
#include "unpack/vba.h"
#include "unpack/work.h"

namespace sallyport {

namespace {

// As much of a stream as shows what it is.
constexpr size_t kLookBytes = 4096;
constexpr uint64_t kNativeSizeBytes = 4;
// Streams may share their sectors, so all of them together may be far longer
// than the document: so many times as long is searched as a whole.
constexpr uint64_t kWorkFactor = 4;
constexpr uint64_t kWorkBytes = 1024 * 1024;
// More lists of modules than a project has.
constexpr int kMaxModuleLists = 4;

class OleWalk {
 public:
  OleWalk(Unpacking* unpacking, Source* source, Part* document)
      : unpacking_(unpacking),
        document_(document),
        file_(source),
        work_(unpacking, document,
              kWorkFactor * source->Size() + kWorkBytes) {}

  void Run();

 private:
  using Entries = std::vector<const CompoundEntry*>;

  void Storage(std::string_view name, const Entries& streams);
  void Stream(const CompoundEntry& entry);
  void Macros(const Entries& streams);
  void Macro(const CompoundEntry& entry, const VbaModule& module);
  void Sniff(const CompoundEntry& entry, Source* stream);

  Unpacking* unpacking_;
  Part* document_;
  CompoundFile file_;
  Work work_;
  bool stopped_ = false;
};

/// Opens what is a file of a known kind by its content.
void OleWalk::Sniff(const CompoundEntry& entry, Source* stream) {
  if (!IsFileByContent(DetectType(BytesAt(*stream, 0, kLookBytes)))) return;
  std::vector<std::string> names;
  AddName(entry.name, &names);
  stopped_ =
      !OpenEmbedded(unpacking_, stream, {"member", names, {}}, document_);
}

void OleWalk::Stream(const CompoundEntry& entry) {
  const std::unique_ptr<Source> stream = file_.Stream(entry);
  // Letters count as the same in both cases where a stream is asked for.
  const std::string name = LowerCase(entry.name);
  if (SaysEncrypted(name, stream.get()))
    FlagPart(unpacking_, kEncryptedFlag, document_);
  if (name == "\x01ole10native") {
    RangeSource native(stream.get(), std::min(kNativeSizeBytes, stream->Size()),
                       stream->Size());
    OpenPackage(unpacking_, &native, document_);
  } else if (name == "package" || entry.name == "CONTENTS" ||
             name == "embeddedodf") {
    // "contents" is the state of any control.
    stopped_ =
        !OpenEmbedded(unpacking_, stream.get(), {"member", {}, {}}, document_);
  } else if (name == "powerpoint document") {
    if (work_.Take(stream->Size()))
      OpenSlideObjects(unpacking_, stream.get(), document_);
  } else {
    Sniff(entry, stream.get());
  }
}

void OleWalk::Macro(const CompoundEntry& entry, const VbaModule& module) {
  const std::unique_ptr<Source> stream = file_.Stream(entry);
  std::vector<std::string> names;
  AddName(module.name.empty() ? entry.name : module.name, &names);
  HeldPart text(unpacking_, {"macro", std::move(names), {"text/plain"}},
                document_);
  if (!text.begun()) {
    stopped_ = true;
    return;
  }
  if (!DecompressVba(
          stream.get(), module.offset,
          [&text](std::string_view more) { return text.Write(more); }))
    text.Flag(kDamagedFlag);
  text.Open();
}

/// The modules that the project lists, and what only looks like one.
void OleWalk::Macros(const Entries& streams) {
  std::map<std::string, VbaModule> modules;
  int lists = 0;
  for (const CompoundEntry* entry : streams) {
    if (LowerCase(entry->name) != "dir" || ++lists > kMaxModuleLists) continue;
    for (VbaModule& module : ReadVbaModules(file_.Stream(*entry).get()))
      modules.emplace(LowerCase(module.stream), std::move(module));
  }
  for (const CompoundEntry* entry : streams) {
    if (stopped_ || LowerCase(entry->name) == "dir") continue;
    const auto listed = modules.find(LowerCase(entry->name));
    if (listed != modules.end()) Macro(*entry, listed->second);
    const std::unique_ptr<Source> stream = file_.Stream(*entry);
    if (stopped_ || !work_.Take(stream->Size())) continue;
    const uint64_t found = FindVbaText(stream.get());
    if (found != kNoVbaText &&
        (listed == modules.end() || listed->second.offset != found))
      Macro(*entry, {entry->name, entry->name, found});
  }
}

void OleWalk::Storage(std::string_view name, const Entries& streams) {
  Entries properties;
  bool macros = false;
  for (const CompoundEntry* entry : streams) {
    if (IsPropertyStream(entry->name)) properties.push_back(entry);
    macros = macros || LowerCase(entry->name) == "_vba_project";
  }
  macros = macros || LowerCase(name) == "vba";
  if (macros) Macros(streams);
  if (!properties.empty() && !stopped_)
    stopped_ = !OpenProperties(unpacking_, &file_, properties, name, document_);
  // Macros beside them do not make files of others.
  for (const CompoundEntry* entry : streams)
    if (!stopped_ && !IsPropertyStream(entry->name)) Stream(*entry);
}

void OleWalk::Run() {
  if (!file_.Open()) {
    FlagPart(unpacking_, kDamagedFlag, document_);
    return;
  }
  Entries streams;
  for (const CompoundEntry& entry : file_.entries())
    if (entry.type == CompoundEntry::Type::kStream) streams.push_back(&entry);
  std::stable_sort(streams.begin(), streams.end(),
                   [](const CompoundEntry* a, const CompoundEntry* b) {
                     return a->parent < b->parent;
                   });
  for (auto first = streams.begin(); first != streams.end() && !stopped_;) {
    const uint32_t parent = (*first)->parent;
    const auto last = std::find_if(first, streams.end(),
                                   [parent](const CompoundEntry* entry) {
                                     return entry->parent != parent;
                                   });
    Storage(
        parent == kNoEntry ? std::string_view() : file_.entries()[parent].name,
        Entries(first, last));
    first = last;
  }
  if (file_.overflowed()) FlagPart(unpacking_, kLimitFlag, document_);
}

}  // namespace

void UnpackOle(Unpacking* unpacking, Source* source, Part* document) {
  HeldDocument held(unpacking, source, document);
  OleWalk(unpacking, held.source(), document).Run();
}

}  // namespace sallyport
