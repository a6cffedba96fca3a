import { Injectable } from '@nestjs/common'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** How many requests, how long they took, by route pattern; and the process's own figures. */
@Injectable()
export class HttpMetrics {
  private readonly registry = new Registry()
  private readonly durations = new Histogram({
    name: 'passage_http_request_duration_seconds',
    help: 'Requests over HTTP and how long they took',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'passage_' })
    // Which holes a process has is nobody's business.
    this.registry.removeSingleMetric('passage_nodejs_version_info')
  }

  get contentType(): string {
    return this.registry.contentType
  }

  request(method: string, route: string, status: number, ms: number): void {
    this.durations.observe({ method, route, status: String(status) }, ms / 1000)
  }

  async text(): Promise<string> {
    return this.registry.metrics()
  }
}
