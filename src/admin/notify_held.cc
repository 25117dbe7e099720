#include "admin/notify_held.h"

#include <fcntl.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "admin/notify_automatic.h"
#include "base/io.h"
#include "mail/finding.h"

namespace sallyport {

namespace {

/// "ID.HOST.TAIL" of a file's name TIME.ID.HOST.TAIL.
std::string_view BehindTime(const HeldPlace& place) {
  const std::string_view name = place.entry.name;
  const size_t dot = name.find('.');
  return dot == std::string_view::npos ? "" : name.substr(dot + 1);
}

Result<std::string> ReadHeader(int file, const QuarantineBlock& block) {
  const uint64_t most = kMaxHeaderLook;
  std::string front(
      static_cast<size_t>(std::min(most, block.held.bytes)), '\0');
  const Status read =
      ReadExactlyAt(file, front.data(), front.size(), block.block_bytes);
  if (!read.ok()) return read.error();
  return front;
}

}  // namespace

Result<HeldIndex> HeldIndex::Make(const HeldFiles& files) {
  HeldIndex index(files);
  Result<std::vector<HeldPlace>> places = files.List("");
  if (!places.ok()) return places.error();
  for (HeldPlace& place : places.value())
    if (place.State() == HeldState::kHeld)
      index.places_.push_back(std::move(place));
  std::sort(index.places_.begin(), index.places_.end(),
            [](const HeldPlace& a, const HeldPlace& b) {
              return BehindTime(a) < BehindTime(b);
            });
  return index;
}

const HeldPlace* HeldIndex::Find(const std::string& id,
                                 const std::string& category) const {
  const std::optional<Category> known = ParseCategory(category);
  if (!known) return nullptr;
  const std::string front = id + ".";
  const std::string tail = "." + category;
  auto at = std::lower_bound(places_.begin(), places_.end(), front,
                             [](const HeldPlace& place, const std::string& f) {
                               return BehindTime(place) < f;
                             });
  for (; at != places_.end() && BehindTime(*at).starts_with(front); ++at) {
    const std::string_view name = BehindTime(*at);
    if (at->folder == FolderOf(*known) &&
        name.substr(0, name.find_first_of(",:")).ends_with(tail))
      return &*at;
  }
  return nullptr;
}

bool HeldIndex::Has(const std::string& id, const std::string& category) const {
  return Find(id, category) != nullptr;
}

Result<HeldLook> HeldIndex::Look(const std::string& id,
                                 const std::string& category) {
  const HeldPlace* place = Find(id, category);
  if (place == nullptr) return FormatError(id, "is not held any more");
  const Result<Fd> file = files_->OpenFile(*place, O_RDONLY);
  if (!file.ok()) return file.error();
  Result<HeldFile> held = ReadHeldFile(file.value().get(), &keys_);
  if (!held.ok()) return held.error();
  if (!held.value().doubt.empty() || held.value().block->held.id != id ||
      Name(held.value().block->held.category) != category)
    return FormatError(id, "does not carry a valid mark");
  const QuarantineBlock& block = *held.value().block;
  const Result<std::string> header = ReadHeader(file.value().get(), block);
  if (!header.ok()) return header.error();
  HeldLook look;
  look.automatic = WhyAutomatic(header.value());
  look.held = std::move(held.value().block->held);
  return look;
}

}  // namespace sallyport
