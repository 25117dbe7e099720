#include "unpack/outlook_message.h"

#include <charconv>
#include <string>

#include "mail/address.h"
#include "unpack/embedded.h"
#include "unpack/mapi.h"
#include "unpack/names.h"

namespace sallyport {

namespace {

// Of a stream that is asked for capitals do not count.
constexpr std::string_view kProperty = "__substg1.0_";
constexpr std::string_view kAttachment = "__attach_version1.0_";
// Its streams are tables under numbers of properties.
constexpr std::string_view kNames = "__nameid_version1.0";
constexpr size_t kTagDigits = 8;

struct Tag {
  uint16_t id = 0;
  uint16_t type = 0;
};

/// "__substg1.0_3707001F" is property 3707 of type 001F.
Tag TagOf(std::string_view name) {
  uint32_t number = 0;
  const std::string_view digits = name.substr(kProperty.size(), kTagDigits);
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
  return {static_cast<uint16_t>(number >> 16),
          static_cast<uint16_t>(number & 0xFFFF)};
}

bool OpenAttachment(Unpacking* unpacking, CompoundFile* file,
                    const std::vector<const CompoundEntry*>& streams,
                    Part* parent) {
  Embedded embedded{"member", {}, {}};
  std::vector<const CompoundEntry*> data;
  for (const CompoundEntry* entry : streams) {
    const Tag tag = TagOf(entry->name);
    const std::unique_ptr<Source> value = file->Stream(*entry);
    if (tag.id == kMapiAttachData) data.push_back(entry);
    if (embedded.names.size() < kMaxNames)
      NoteMapiAttachment(tag.id, tag.type, value.get(), &embedded.names,
                         &embedded.declared);
  }
  for (const CompoundEntry* entry : data) {
    const std::unique_ptr<Source> value = file->Stream(*entry);
    if (!OpenEmbedded(unpacking, value.get(), embedded, parent)) return false;
  }
  // What is attached as an object or by reference still has its name.
  MemorySource nothing(0);
  return !data.empty() || embedded.names.empty() ||
         OpenEmbedded(unpacking, &nothing, embedded, parent);
}

}  // namespace

bool IsPropertyStream(std::string_view name) {
  return name.size() >= kProperty.size() + kTagDigits &&
         BeginsInAnyCase(name, kProperty);
}

bool OpenProperties(Unpacking* unpacking, CompoundFile* file,
                    const std::vector<const CompoundEntry*>& streams,
                    std::string_view storage, Part* parent) {
  if (BeginsInAnyCase(storage, kAttachment))
    return OpenAttachment(unpacking, file, streams, parent);
  if (LowerCase(storage) == kNames) return true;
  for (const CompoundEntry* entry : streams) {
    const Tag tag = TagOf(entry->name);
    const std::unique_ptr<Source> value = file->Stream(*entry);
    if (!OpenMapiBody(unpacking, tag.id, tag.type, value.get(), parent))
      return false;
  }
  return true;
}

}  // namespace sallyport
