# Sidekiq's Web UI for looking at the tickets, the processes and what they run. Looking only: its buttons would tell
# Penden's processes nothing, and a ticket that is deleted is sent again.
#
#   REDIS_URL=redis://127.0.0.1:6379/0 rackup --host 127.0.0.1 --port 9292 deploy/sidekiq-web/config.ru
#
# With Debian's ruby-sidekiq and puma (or ruby-webrick). It asks for no password: keep it on the loopback, or behind a
# proxy that asks. REDIS_NAMESPACE, if PENDEN_REDIS__NAMESPACE is set; that needs ruby-redis-namespace.
require 'securerandom'
require 'sidekiq/web'

options = { url: ENV.fetch('REDIS_URL'), size: 5 }
options[:namespace] = ENV['REDIS_NAMESPACE'] unless ENV.fetch('REDIS_NAMESPACE', '').empty?
Sidekiq.configure_client { |config| config.redis = options }

# Refuses whatever would change something.
class LookingOnly
  def initialize(app)
    @app = app
  end

  def call(env)
    return @app.call(env) if %w[GET HEAD].include?(env['REQUEST_METHOD'])

    [405, { 'content-type' => 'text/plain', 'allow' => 'GET, HEAD' }, ["Use `penden` or Penden's API to change something.\n"]]
  end
end

use LookingOnly
use Rack::Session::Cookie, secret: SecureRandom.hex(32), same_site: true
run Sidekiq::Web
