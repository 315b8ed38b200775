# The job of scripts/bench-jobs for Ruby's Sidekiq: notes its number and how long it took.
# As a program: sidekiq.rb COUNT [RATE] enqueues. REDIS_URL says where.
require 'sidekiq'

class Noop
  include Sidekiq::Worker
  sidekiq_options retry: false

  def perform(number, at)
    Sidekiq.redis { |redis| redis.rpush('done', format('%d:%.3f', number, (Time.now.to_f - at) * 1e3)) }
  end
end

if $PROGRAM_NAME == __FILE__
  count = ARGV[0].to_i
  rate = ARGV[1].to_f
  started = Time.now.to_f
  sent = 0
  while sent < count
    due = rate.positive? ? ((Time.now.to_f - started) * rate).floor + 1 : count
    batch = [due, count, sent + 500].min - sent
    if batch <= 0
      sleep 0.001
      next
    end
    at = Time.now.to_f
    Sidekiq::Client.push_bulk('class' => Noop, 'args' => (sent...sent + batch).map { |number| [number, at] })
    sent += batch
  end
end
