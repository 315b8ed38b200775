{{- define "penden.labels" -}}
app.kubernetes.io/name: penden
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "penden.selector" -}}
app.kubernetes.io/name: penden
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "penden.secret" -}}
{{- if .Values.existingSecret }}{{ .Values.existingSecret }}{{ else if .Values.secret }}{{ .Release.Name }}-settings
{{- else }}{{ fail "name a secret with DATABASE_URL, REDIS_URL and SMTP_URL in existingSecret" }}{{ end }}
{{- end }}

{{/* Where a process runs: as nobody in particular, with nothing to write to but /tmp and the files. */}}
{{- define "penden.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: { type: RuntimeDefault }
{{- with .root.Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
volumes:
  - name: tmp
    emptyDir: {}
  - name: files
    {{- if .root.Values.files.existingClaim }}
    persistentVolumeClaim: { claimName: {{ .root.Values.files.existingClaim }} }
    {{- else }}
    emptyDir: {}
    {{- end }}
{{- end }}

{{- define "penden.container" -}}
image: "{{ .root.Values.image.repository }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}"
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
resources: {{ toJson .resources }}
volumeMounts:
  - { name: tmp, mountPath: /tmp }
  - { name: files, mountPath: /var/lib/penden }
envFrom:
  - secretRef: { name: {{ include "penden.secret" .root }} }
env:
  - { name: PENDEN_DATA_DIR, value: /var/lib/penden }
  {{- range $name, $value := .root.Values.settings }}
  - { name: {{ $name }}, value: {{ $value | toString | quote }} }
  {{- end }}
{{- end }}

{{/* Ready means that the database answers. Alive means that the process does: a restart mends no database. */}}
{{- define "penden.probes" -}}
ports:
  - { name: http, containerPort: 8080 }
startupProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 1
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /health/ready, port: http }
  periodSeconds: 5
  timeoutSeconds: 6
  failureThreshold: 2
livenessProbe:
  httpGet: { path: /health/live, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{/* Replaced one at a time, and only when the new one is ready. */}}
{{- define "penden.strategy" -}}
strategy:
  type: RollingUpdate
  rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
revisionHistoryLimit: 5
{{- end }}

{{- define "penden.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "penden.selector" . | nindent 8 }}
{{- end }}

{{- define "penden.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .root.Release.Name }}-{{ .component }}
  labels: {{- include "penden.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "penden.selector" . | nindent 6 }}
{{- end }}
