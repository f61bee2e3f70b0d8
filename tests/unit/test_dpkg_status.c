/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /var/lib/dpkg/status: installed is what dpkg calls installed, and nothing else. */
#include "config.h"

#include "fixture.h"
#include "module/facts.h"

#define STANZA(name, status) \
	"Package: " name "\nStatus: " status "\nPriority: optional\nArchitecture: amd64\n" \
	"Description: Linux kernel\n Status: install ok installed\n Package: mentioned\n .\n" \
	" More.\n\n"

static void test_states(void **state)
{
	static const struct {
		const char *status;
		bool installed;
	} rows[] = {
		{"install ok installed", true},
		{"hold ok installed", true},
		{"deinstall ok config-files", false},
		{"purge ok not-installed", false},
		{"install ok half-installed", false},
		{"install ok unpacked", false},
		{"install ok half-configured", false},
		{"install reinstreq half-installed", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text =
			format_text("Package: a\nStatus: %s\nVersion: 1\n\n"
				    "Package: b\nStatus: install ok installed\n",
				    rows[i].status);

		if (dpkg_status_installed(text, "a") != rows[i].installed)
			fail_msg("\"%s\"", rows[i].status);
		assert_true(dpkg_status_installed(text, "b"));
	}
}

static void test_names(void **state)
{
	static const char text[] = STANZA("linux-image-6.1.0-50-amd64", "install ok installed")
		STANZA("linux-image-6.1.0-49-amd64", "deinstall ok config-files");

	assert_true(dpkg_status_installed(text, "linux-image-6.1.0-50-amd64"));
	assert_false(dpkg_status_installed(text, "linux-image-6.1.0-49-amd64"));
	assert_false(dpkg_status_installed(text, "linux-image-6.1.0-50"));
	assert_false(dpkg_status_installed(text, "linux-image-6.1.0-50-amd64-dbg"));
	assert_false(dpkg_status_installed(text, "image-6.1.0-50-amd64"));
	assert_false(dpkg_status_installed(text, "mentioned"));
	assert_false(dpkg_status_installed(text, ""));
	assert_false(dpkg_status_installed("", "a"));
}

/* One package can be there once for each architecture. */
static void test_architectures(void **state)
{
	static const char text[] = STANZA("libc6", "deinstall ok config-files")
		STANZA("libc6", "install ok installed");

	assert_true(dpkg_status_installed(text, "libc6"));
}

static void test_forms(void **state)
{
	static const struct {
		const char *text;
		bool installed;
	} rows[] = {
		{"Status: install ok installed\nPackage: a\n\n", true}, /* in either order */
		{"Package: a\nStatus: install ok installed", true},      /* no final newline */
		{"Package: a\r\nStatus: install ok installed\r\n", true},
		{"Package: a\n\nStatus: install ok installed\n", false}, /* of another stanza */
		{"Package: a\n\nPackage: b\nStatus: install ok installed\n", false},
		{"Package: a\n", false},
		{"Status: install ok installed\n", false},
		{"Package: a\nX-Status: install ok installed\n", false},
		{"\n\n\nPackage: a\nStatus: install ok installed\n\n\n", true},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (dpkg_status_installed(rows[i].text, "a") != rows[i].installed)
			fail_msg("row %zu, \"%s\"", i, rows[i].text);
}

static void test_own_architecture(void **state)
{
	static const struct {
		const char *text, *architecture; /* "" when it is not told */
	} rows[] = {
		{STANZA("libc6", "install ok installed")
		 "Package: dpkg\nStatus: install ok installed\nArchitecture: arm64\n\n"
		 STANZA("zlib1g", "install ok installed"), "arm64"},
		{"Architecture: riscv64 \r\nPackage: dpkg\r\n", "riscv64"},
		{"Package: dpkg\nArchitecture: s390x", "s390x"},
		{STANZA("dpkg-dev", "install ok installed"), ""},
		{"Package: dpkg\n\nPackage: a\nArchitecture: arm64\n", ""},
		{"Architecture: arm64\n\nPackage: dpkg\n", ""},
		{"Package: dpkg\nArchitecture: \n", ""},
		{"Package: dpkg\nArchitecture: an-architecture-of-a-name-too-long\n", ""},
		{"", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char architecture[DPKG_ARCHITECTURE_SIZE] = "";

		if (dpkg_status_architecture(rows[i].text, architecture) == !*rows[i].architecture ||
		    !text_equal(architecture, rows[i].architecture))
			fail_msg("row %zu, \"%s\"", i, architecture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_architectures),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_own_architecture),
	};

	return RUN_GROUP("dpkg_status", tests);
}
