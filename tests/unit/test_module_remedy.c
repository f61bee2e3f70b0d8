/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Debian's newest kernel in place of one that is of no use: the metapackage of this architecture. */
#include "config.h"

#include "fake_kernel.h"
#include "fixture.h"

/*
 * apt with the fixture's own archive and database, of that architecture: what it would do. Of the
 * metapackages only the one of the architecture is there.
 */
static void lay_archive(struct fixture *fixture, const char *architecture, const char *metapackage)
{
	_cleanup_free_ char *packages = format_text(
		"Package: %s\nVersion: 1\nArchitecture: %s\nMaintainer: x\nFilename: ./a.deb\n"
		"Size: 1\nSHA256: %064d\nDescription: x\n", metapackage, architecture, 0);
	_cleanup_free_ char *settings = format_text(
		"Dir \"%s/apt\";\nDir::State::status \"%s/var/lib/dpkg/status\";\n"
		"APT::Architecture \"%s\";\nAPT::Architectures { \"%s\"; };\n"
		"APT::Sandbox::User \"\";\nAPT::Get::Simulate \"true\";\n",
		fixture->path, fixture->path, architecture, architecture);
	_cleanup_free_ char *sources = format_text("deb [trusted=yes] file:%s/archive ./\n",
						   fixture->path);

	fixture_write(fixture, "/archive/Packages", packages);
	fixture_write(fixture, "/apt/etc/apt/sources.list", sources);
	fixture_write(fixture, "/apt.conf", settings);
	run_command("cd %s && mkdir -p apt/etc/apt/preferences.d apt/var/lib/apt/lists/partial "
		    "apt/var/cache/apt/archives/partial apt/etc/apt/apt.conf.d",
		    fixture->path);
	setenv("APT_CONFIG", fixture_path(fixture, "/apt.conf"), 1);
	run_command("apt-get -qq -o APT::Get::Simulate=false update");
}

/* apt takes the printed command, twice. */
static void test_metapackages(void **state)
{
	static const struct {
		const char *architecture, *metapackage;
	} rows[] = {
		{"arm64", "linux-image-arm64"}, {"amd64", "linux-image-amd64"},
		{"armhf", "linux-image-armmp"}, {"ppc64el", "linux-image-powerpc64le"},
		{"s390x", "linux-image-s390x"}, {"riscv64", "linux-image-riscv64"},
		{"sparc64", NULL},
	};
	const bool has_apt = system("apt-get --version > /dev/null 2>&1") == 0;
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture_write(fixture, "/etc/os-release", "ID=debian\n");
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.release = "6.18.44"; /* of no flavour: the node's own build */
	fixture->root.confined = false;
	fake.modules = false;
	fake.probe.error = -EOPNOTSUPP;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *command =
			rows[i].metapackage ? format_text(APT_INSTALL " %s", rows[i].metapackage)
					    : NULL;
		_cleanup_free_ char *status = format_text(
			"Package: dpkg\nStatus: install ok installed\nArchitecture: %s\n"
			"Version: 1\nMaintainer: x\nDescription: x\n", rows[i].architecture);
		const struct finding *finding;

		assert_non_null(status);
		fixture_write(fixture, "/var/lib/dpkg/status", status);
		finding = fixture_check(fixture, &check_module);
		assert_finding(finding, VERDICT_FAIL, "kernel-without-modules", "");
		if (!command) {
			assert_null(finding->remedy);
			continue;
		}
		assert_non_null(finding->remedy);
		if (has_apt)
			lay_archive(fixture, rows[i].architecture, rows[i].metapackage);
		for (int times = 0; has_apt && times < 2; times++)
			run_command("{ %s\n} > /dev/null", finding->remedy);
		assert_string_equal(finding->remedy, command);
		assert_int_equal(finding->remedy_kind, REMEDY_REBOOT);
		assert_string_equal(finding->note,
				    "if the provider of this machine boots a kernel of its own, its "
				    "setting has to change as well; then drain the node and reboot");
	}
	unsetenv("APT_CONFIG");
}

/* Without the database nobody knows, and no command is printed. */
static void test_no_database(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture_write(fixture, "/etc/os-release", "ID=debian\n");
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.release = "6.18.44";
	fake.modules = false;
	fake.probe.error = -EOPNOTSUPP;
	assert_null(fixture_check(fixture, &check_module)->remedy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_metapackages),
		FIXTURE_TEST(test_no_database),
	};

	return RUN_GROUP("module_remedy", tests);
}
