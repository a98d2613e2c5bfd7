/** What other package managers are given: they install the tarball that is on npm. */
import packageJson from '../../package.json' with {type: 'json'};
import {oldestNode} from '../../source/core/oldest-node.ts';

const {name, version, license} = packageJson;

/** Both want one short line, without a full stop. */
const [description = ''] = packageJson.description.split(':');

export interface Published {
	/** Of the registry that npm publishes to, with a slash at its end. */
	registry: string;
	/** Of the tarball, in hex. */
	sha256: string;
}

const pageOf = ({registry}: Published) => `${registry}${name}`;
const tarballOf = (published: Published) => `${pageOf(published)}/-/${name}-${version}.tgz`;

/** A formula for a tap, or for homebrew-core. */
export const homebrewFormula = (published: Published): string => `class Ccmon < Formula
  desc "${description}"
  homepage "${pageOf(published)}"
  url "${tarballOf(published)}"
  sha256 "${published.sha256}"
  license "${license}"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink Dir["#{libexec}/bin/*"]
    man1.install libexec/"lib/node_modules/${name}/dist/ccmon.1"
    generate_completions_from_executable(bin/"ccmon", "completions")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/ccmon --version")
    assert_match "api-refactor", shell_output("#{bin}/ccmon --once --demo")
  end
end
`;

export const pkgbuild = (published: Published): string => `pkgname=${name}
pkgver=${version}
pkgrel=1
pkgdesc="${description}"
arch=('x86_64' 'aarch64')
url='${pageOf(published)}'
license=('${license}')
depends=('nodejs>=${oldestNode}')
makedepends=('npm')
optdepends=('tmux: to type into sessions in its panes')
source=('${tarballOf(published)}')
noextract=('${name}-${version}.tgz')
sha256sums=('${published.sha256}')

package() {
  npm install --global --prefix "$pkgdir/usr" --cache "$srcdir/npm-cache" "$srcdir/${name}-$pkgver.tgz"
  chown -R root:root "$pkgdir"
  local package="$pkgdir/usr/lib/node_modules/${name}" shell
  install -Dm644 "$package/LICENSE" "$pkgdir/usr/share/licenses/${name}/LICENSE"
  install -Dm644 "$package/dist/THIRD-PARTY-NOTICES.txt" -t "$pkgdir/usr/share/licenses/${name}"
  install -Dm644 "$package/dist/ccmon.1" "$pkgdir/usr/share/man/man1/ccmon.1"
  install -Dm644 <("$pkgdir/usr/bin/ccmon" completions bash) "$pkgdir/usr/share/bash-completion/completions/ccmon"
  install -Dm644 <("$pkgdir/usr/bin/ccmon" completions zsh) "$pkgdir/usr/share/zsh/site-functions/_ccmon"
  install -Dm644 <("$pkgdir/usr/bin/ccmon" completions fish) "$pkgdir/usr/share/fish/vendor_completions.d/ccmon.fish"
}
`;
