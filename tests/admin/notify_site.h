// A site with a table [notify], for tests of what stands behind
// `sallyport notify`.

#ifndef SALLYPORT_TESTS_ADMIN_NOTIFY_SITE_H_
#define SALLYPORT_TESTS_ADMIN_NOTIFY_SITE_H_

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "admin/notify_settings.h"
#include "admin/notify_state.h"
#include "mail/config.h"
#include "tests/admin/held_site.h"

namespace sallyport::test {

class NoticeSite : public HeldSite {
 public:
  /// `notify` is what stands in [notify], and what follows.
  explicit NoticeSite(const std::string& notify) {
    folder().Write("etc/sallyport.toml",
                   folder().Front() + "hostname = \"mx1.example.com\"\n" +
                       "[notify]\n" + notify);
    const CommandOutcome configured = folder().RunConfig();
    CAPTURE(configured.errors);
    REQUIRE(configured.code == kDone);
    Result<Config> config = OpenLiveConfig(context());
    REQUIRE(config.ok());
    config_ = std::make_unique<Config>(std::move(config.value()));
    settings_ = std::make_unique<NotifySettings>(config_.get());
    REQUIRE(config_->broken() == "");
  }

  NotifySettings* settings() { return settings_.get(); }

 private:
  std::unique_ptr<Config> config_;
  std::unique_ptr<NotifySettings> settings_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_ADMIN_NOTIFY_SITE_H_
